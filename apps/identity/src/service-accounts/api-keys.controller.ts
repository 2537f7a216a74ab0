import { Controller } from '@nestjs/common';
import { CurrentPrincipal } from '@sentrybox/auth';
import type { InputOf, Principal } from '@sentrybox/contracts';
import { createApiKey, listApiKeys, revokeApiKey } from '@sentrybox/contracts';
import { Input, Route } from '@sentrybox/http';
import { inEnvelope } from '../envelope';
import { listAnswer, pageOf } from '../paging';
import { apiKeyView } from './api-key.view';
import { ApiKeysService } from './api-keys.service';

@Controller()
export class ApiKeysController {
  constructor(private readonly keys: ApiKeysService) {}

  @Route(createApiKey)
  async create(@Input() { params, body }: InputOf<typeof createApiKey>, @CurrentPrincipal() caller: Principal) {
    const { key, stored } = await this.keys.create(caller, params.id, {
      name: body.name,
      scopes: body.scopes,
      allowedCidrs: body.allowed_cidrs,
      expiresAt: body.expires_at === undefined ? null : new Date(body.expires_at),
    });
    return inEnvelope({ key, ...apiKeyView(stored) });
  }

  @Route(listApiKeys)
  async list(@Input() { params, query }: InputOf<typeof listApiKeys>, @CurrentPrincipal() caller: Principal) {
    return listAnswer(await this.keys.list(caller.teamId, params.id, pageOf(query)), query, apiKeyView);
  }

  @Route(revokeApiKey)
  async revoke(@Input() { params }: InputOf<typeof revokeApiKey>, @CurrentPrincipal() caller: Principal) {
    await this.keys.revoke(caller.teamId, params.id, params.keyId);
  }
}
