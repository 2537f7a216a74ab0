import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { getAnalysisSettings, updateAnalysisSettings } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { AnalysisSettingsService } from './analysis-settings.service';

@Controller()
export class AnalysisSettingsController {
  constructor(private readonly settings: AnalysisSettingsService) {}

  @Route(getAnalysisSettings)
  get(@CurrentPrincipal() principal: Principal) {
    return this.settings.get(principal);
  }

  @Route(updateAnalysisSettings)
  update(@CurrentPrincipal() principal: Principal, @Input() input: InputOf<typeof updateAnalysisSettings>) {
    return this.settings.update(principal, input.body);
  }
}
