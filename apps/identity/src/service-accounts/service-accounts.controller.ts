import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import {
  createServiceAccount,
  deleteServiceAccount,
  getServiceAccount,
  listServiceAccounts,
} from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { listAnswer, pageOf } from '../paging';
import { serviceAccountView } from './service-account.view';
import { ServiceAccountsService } from './service-accounts.service';

@Controller()
export class ServiceAccountsController {
  constructor(private readonly accounts: ServiceAccountsService) {}

  @Route(createServiceAccount)
  async create(@Input() { body }: InputOf<typeof createServiceAccount>, @CurrentPrincipal() caller: Principal) {
    return inEnvelope(serviceAccountView(await this.accounts.create(caller, body)));
  }

  @Route(listServiceAccounts)
  async list(@Input() { query }: InputOf<typeof listServiceAccounts>, @CurrentPrincipal() caller: Principal) {
    return listAnswer(await this.accounts.list(caller.teamId, pageOf(query)), query, serviceAccountView);
  }

  @Route(getServiceAccount)
  async get(@Input() { params }: InputOf<typeof getServiceAccount>, @CurrentPrincipal() caller: Principal) {
    return inEnvelope(serviceAccountView(await this.accounts.get(caller.teamId, params.id)));
  }

  @Route(deleteServiceAccount)
  async remove(@Input() { params }: InputOf<typeof deleteServiceAccount>, @CurrentPrincipal() caller: Principal) {
    await this.accounts.remove(caller.teamId, params.id);
  }
}
