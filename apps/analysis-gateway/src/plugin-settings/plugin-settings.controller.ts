import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import {
  getPluginSettings,
  testPlugin,
  updatePlatformPluginSettings,
  updatePluginSettings,
} from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { PluginSettingsService } from './plugin-settings.service';
import { PluginTestService } from './plugin-test.service';

@Controller()
export class PluginSettingsController {
  constructor(
    private readonly settings: PluginSettingsService,
    private readonly tests: PluginTestService,
  ) {}

  @Route(getPluginSettings)
  get(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof getPluginSettings>) {
    return this.settings.get(principal, input.params.name);
  }

  @Route(updatePluginSettings)
  update(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof updatePluginSettings>) {
    return this.settings.update(principal, input.params.name, input.body.settings);
  }

  @Route(updatePlatformPluginSettings)
  updatePlatform(@Input() input: InputOf<typeof updatePlatformPluginSettings>) {
    return this.settings.updatePlatform(input.params.name, input.body.settings);
  }

  @Route(testPlugin)
  test(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof testPlugin>) {
    return this.tests.test(principal, input.params.name);
  }
}
