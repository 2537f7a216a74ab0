import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { listDisclosures } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { DisclosuresService } from './disclosures.service';

@Controller()
export class DisclosuresController {
  constructor(private readonly disclosures: DisclosuresService) {}

  @Route(listDisclosures)
  list(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof listDisclosures>) {
    return this.disclosures.list(principal, input.query);
  }
}
