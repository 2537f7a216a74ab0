import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { listPlugins } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { PluginsService } from './plugins.service';

@Controller()
export class PluginsController {
  constructor(private readonly plugins: PluginsService) {}

  @Route(listPlugins)
  list(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof listPlugins>) {
    return this.plugins.list(principal, input.query.include);
  }
}
