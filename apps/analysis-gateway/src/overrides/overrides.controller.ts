import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { listOverrides, overrideAnalysis, withdrawOverride } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { OverridesService } from './overrides.service';

@Controller()
export class OverridesController {
  constructor(private readonly overrides: OverridesService) {}

  @Route(overrideAnalysis)
  create(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof overrideAnalysis>) {
    return this.overrides.create(principal, input.params.id, input.body);
  }

  @Route(listOverrides)
  list(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof listOverrides>) {
    return this.overrides.list(principal, input.query);
  }

  @Route(withdrawOverride)
  withdraw(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof withdrawOverride>) {
    return this.overrides.withdraw(principal, input.params.id);
  }
}
