import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { beyondOwn } from '@sentrybox/auth';
import type { Principal } from '@sentrybox/contracts';
import { permissionsOfTeamRole, subjectIdOf } from '@sentrybox/contracts';
import { Database, isUniqueViolation, uuidv7 } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { ApiKeysRepository } from './api-keys.repository';
import { CredentialChanges } from '../changes';
import type { Page, Paged } from '../paging';
import type { ServiceAccount } from './service-account.entity';
import { noSuchServiceAccount, roleAboveOwn, serviceAccountNameTaken } from './service-accounts.errors';
import { ServiceAccountsRepository } from './service-accounts.repository';

type NewServiceAccount = Pick<ServiceAccount, 'name' | 'description' | 'role'>;

@Injectable()
export class ServiceAccountsService {
  constructor(
    private readonly database: Database,
    private readonly accounts: ServiceAccountsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws forbidden when the role grants more than the caller holds; conflict when the name is taken. */
  async create(caller: Principal, wanted: NewServiceAccount): Promise<ServiceAccount> {
    if (beyondOwn(caller, permissionsOfTeamRole[wanted.role]).length > 0) throw roleAboveOwn();
    return await this.createAs(caller.teamId, subjectIdOf(caller), wanted);
  }

  /** For the platform itself, which holds every right. @param createdBy null: the platform. */
  async createAs(teamId: string, createdBy: string | null, wanted: NewServiceAccount): Promise<ServiceAccount> {
    const createdAt = this.clock.now();
    const account: ServiceAccount = { id: uuidv7(), teamId, createdBy, createdAt, deletedAt: null, ...wanted };
    try {
      await this.database.inTeam(teamId, async () => {
        await this.accounts.insert(account);
        await this.record(teamId, 'service_account_created', account.id, { name: wanted.name, role: wanted.role });
      });
    } catch (error) {
      if (isUniqueViolation(error, 'uq_service_account__name')) throw serviceAccountNameTaken();
      throw error;
    }
    return account;
  }

  async get(teamId: string, id: string): Promise<ServiceAccount> {
    const account = await this.database.inTeam(teamId, () => this.accounts.find(teamId, id));
    if (account === undefined) throw noSuchServiceAccount();
    return account;
  }

  async list(teamId: string, page: Page): Promise<Paged<ServiceAccount>> {
    return await this.database.inTeam(teamId, async () => ({
      items: await this.accounts.list(teamId, page),
      total: await this.accounts.count(teamId),
    }));
  }

  /** Deletes the account and revokes its keys, everywhere at once. */
  async remove(teamId: string, id: string): Promise<void> {
    await this.database.inTeam(teamId, async () => {
      const now = this.clock.now();
      if (!(await this.accounts.markDeleted(teamId, id, now))) throw noSuchServiceAccount();
      const revoked = await this.keys.revokeAllOf(teamId, id, now);
      await this.record(teamId, 'service_account_deleted', id, { revoked_keys: revoked.length });
      this.changes.announce({ keyIds: revoked });
    });
  }

  private async record(
    teamId: string,
    action: string,
    id: string,
    details: Record<string, string | number>,
  ): Promise<void> {
    await this.audit.record({ action, teamId, object: { type: 'service_account', id }, outcome: 'success', details });
  }
}
