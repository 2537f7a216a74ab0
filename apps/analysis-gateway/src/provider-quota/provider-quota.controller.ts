import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { Principal } from '@sentrybox/contracts';
import { getQuota } from '@sentrybox/contracts';
import { Route } from '@sentrybox/http';
import { ProviderQuotaService } from './provider-quota.service';

@Controller()
export class ProviderQuotaController {
  constructor(private readonly quota: ProviderQuotaService) {}

  @Route(getQuota)
  list(@CurrentPrincipal() principal: Principal) {
    return this.quota.list(principal);
  }
}
