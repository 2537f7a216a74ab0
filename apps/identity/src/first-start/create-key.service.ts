import { Injectable } from '@nestjs/common';
import type { Permission } from '@sentrybox/contracts';
import { permissionsOfTeamRole } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { conflict } from '@sentrybox/errors';
import { ApiKeysService, ServiceAccountsRepository, ServiceAccountsService } from '../service-accounts';
import { TeamsRepository } from '../users';

const teamName = 'default';

export interface CreatedKey {
  readonly apiKey: string;
  readonly prefix: string;
  readonly serviceAccount: string;
}

/** Mints a key for whoever may run commands on the host: in team `default`, for a service account of the given name. */
@Injectable()
export class CreateKeyService {
  constructor(
    private readonly database: Database,
    private readonly teams: TeamsRepository,
    private readonly repository: ServiceAccountsRepository,
    private readonly accounts: ServiceAccountsService,
    private readonly keys: ApiKeysService,
  ) {}

  /** @throws conflict before the first start; forbidden for a scope that the account's role does not have. */
  async run(name: string, scopes: readonly Permission[]): Promise<CreatedKey> {
    const teamId = await this.teams.findByName(teamName);
    if (teamId === undefined) throw conflict('There is no team yet: run first-start before.');
    const held = permissionsOfTeamRole.admin;
    const { key, stored } = await this.database.inTeam(teamId, async () => {
      const account =
        (await this.repository.findByName(teamId, name)) ??
        (await this.accounts.createAs(teamId, null, { name, description: 'Made on the command line.', role: 'admin' }));
      const wanted = { name: 'command line', scopes, allowedCidrs: [], expiresAt: null };
      return await this.keys.createWithin(held, teamId, null, account.id, wanted);
    });
    return { apiKey: key, prefix: stored.prefix, serviceAccount: name };
  }
}
