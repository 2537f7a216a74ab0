import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { digestOfApiKey } from '@sentrybox/auth';
import type { Permission, Principal } from '@sentrybox/contracts';
import { permissionsOfTeamRole, subjectIdOf } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { IDENTITY_CONFIG } from '../config';
import type { IdentityConfig } from '../config';
import type { Page, Paged } from '../paging';
import type { ServiceAccount } from './service-account.entity';
import { noSuchServiceAccount } from './service-accounts.errors';
import { ServiceAccountsRepository } from './service-accounts.repository';
import type { ApiKey } from './api-key';
import { noSuchApiKey, scopesAboveOwn } from './api-keys.errors';
import { ApiKeysRepository } from './api-keys.repository';
import { keyExpiry } from './key-expiry';
import { KeyPeppers } from './key-peppers';
import { newApiKey, visibleParts } from './new-api-key';

export interface WantedApiKey {
  readonly name: string;
  readonly scopes: readonly Permission[];
  readonly allowedCidrs: readonly string[];
  readonly expiresAt: Date | null;
}

export interface CreatedApiKey {
  /** The key itself: leaves once, in the answer to its creation. */
  readonly key: string;
  readonly stored: ApiKey;
}

@Injectable()
export class ApiKeysService {
  constructor(
    private readonly database: Database,
    private readonly accounts: ServiceAccountsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly peppers: KeyPeppers,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(IDENTITY_CONFIG) private readonly config: IdentityConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * A key without an expiry gets the latest that is allowed.
   * @throws notFound; forbidden for scopes beyond the caller's or the account's; invalid_request for an expiry that is past
   *   or too late
   */
  async create(caller: Principal, accountId: string, wanted: WantedApiKey): Promise<CreatedApiKey> {
    return await this.createWithin(caller.permissions, caller.teamId, subjectIdOf(caller), accountId, wanted);
  }

  /** @param held what whoever creates it may pass on. @param createdBy null: the platform. */
  async createWithin(
    held: readonly Permission[],
    teamId: string,
    createdBy: string | null,
    accountId: string,
    wanted: WantedApiKey,
  ): Promise<CreatedApiKey> {
    const now = this.clock.now();
    const expiresAt = keyExpiry(wanted.expiresAt, now, this.config.API_KEY_MAX_DAYS);
    return await this.database.inTeam(teamId, async () => {
      const account = await this.accountOf(teamId, accountId);
      const scopes = [...new Set(wanted.scopes)];
      const allowed = permissionsOfTeamRole[account.role].filter((permission) => held.includes(permission));
      const beyond = scopes.filter((scope) => !allowed.includes(scope));
      if (beyond.length > 0) throw scopesAboveOwn(beyond);
      return await this.store(account, { ...wanted, scopes, expiresAt }, createdBy, now);
    });
  }

  async list(teamId: string, accountId: string, page: Page): Promise<Paged<ApiKey>> {
    return await this.database.inTeam(teamId, async () => {
      await this.accountOf(teamId, accountId);
      return {
        items: await this.keys.list(teamId, accountId, page),
        total: await this.keys.count(teamId, accountId),
      };
    });
  }

  /** Revokes a key everywhere at once; a second time changes nothing. */
  async revoke(teamId: string, accountId: string, keyId: string): Promise<void> {
    await this.database.inTeam(teamId, async () => {
      await this.accountOf(teamId, accountId);
      const isRevokedNow = await this.keys.revoke(teamId, accountId, keyId, this.clock.now());
      if (isRevokedNow === undefined) throw noSuchApiKey();
      if (!isRevokedNow) return;
      await this.record(teamId, 'api_key_revoked', keyId, { service_account_id: accountId });
      this.changes.announce({ keyIds: [keyId] });
    });
  }

  private async accountOf(teamId: string, accountId: string): Promise<ServiceAccount> {
    const account = await this.accounts.find(teamId, accountId);
    if (account === undefined) throw noSuchServiceAccount();
    return account;
  }

  private async store(
    account: ServiceAccount,
    wanted: WantedApiKey,
    createdBy: string | null,
    createdAt: Date,
  ): Promise<CreatedApiKey> {
    const key = newApiKey();
    const { mac, pepperId } = this.peppers.forNewKey(digestOfApiKey(key));
    const facts = {
      id: uuidv7(),
      teamId: account.teamId,
      serviceAccountId: account.id,
      ...wanted,
      ...visibleParts(key),
      createdBy,
      createdAt,
    };
    await this.keys.insert({ ...facts, mac, pepperId });
    await this.record(account.teamId, 'api_key_created', facts.id, {
      service_account_id: account.id,
      scopes: wanted.scopes.join(' '),
    });
    return { key, stored: { ...facts, revokedAt: null, lastUsedAt: null } };
  }

  private async record(teamId: string, action: string, id: string, details: Record<string, string>): Promise<void> {
    await this.audit.record({ action, teamId, object: { type: 'api_key', id }, outcome: 'success', details });
  }
}
