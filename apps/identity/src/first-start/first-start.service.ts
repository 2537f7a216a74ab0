import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { Permission } from '@sentrybox/contracts';
import { Database, uuidv7 } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { oneTimePassword, PasswordHasher } from '../passwords';
import { ApiKeysService, ServiceAccountsService } from '../service-accounts';
import { SigningKeysService } from '../signing-keys';
import { MembershipsRepository, TeamsRepository, UsersRepository } from '../users';

const teamName = 'default';
const adminEmail = 'admin@sentrybox.local';
const accountName = 'first-steps';

/**
 * What the first key may do: the main job, from a feed to an explained verdict. One by one, so that a new permission is in
 * no key that nobody gave it to.
 */
export const firstScopes: readonly Permission[] = [
  'actions:run',
  'analyses:read',
  'analyses:run',
  'indicators:read',
  'indicators:write',
  'plugins:read',
  'sources:read',
  'sources:write',
];

export type FirstStart =
  | { readonly created: false }
  | {
      readonly created: true;
      readonly email: string;
      /** One-time: it has to be changed before anything else can be done with it. */
      readonly password: string;
      readonly apiKey: string;
      readonly team: string;
      readonly serviceAccount: string;
    };

/** Makes an empty installation usable, once: a team, its first admin, a signing key and a first API key. */
@Injectable()
export class FirstStartService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly teams: TeamsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly hasher: PasswordHasher,
    private readonly signing: SigningKeysService,
    private readonly accounts: ServiceAccountsService,
    private readonly keys: ApiKeysService,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** All or nothing; does nothing where there is a user already. */
  async run(): Promise<FirstStart> {
    await this.signing.current();
    if (await this.users.isAnyUserThere()) return { created: false };
    const password = oneTimePassword();
    const passwordHash = await this.hasher.hash(password);
    const teamId = uuidv7();
    return await this.database.inTeam(teamId, async () => {
      // Two first starts at once: the second one waits here, and then sees the user of the first.
      await this.database.query(`SELECT pg_advisory_xact_lock(hashtext('sentrybox first start'))`);
      if (await this.users.isAnyUserThere()) return { created: false };
      await this.createAdmin(teamId, passwordHash);
      const apiKey = await this.createFirstKey(teamId);
      return { created: true, email: adminEmail, password, apiKey, team: teamName, serviceAccount: accountName };
    });
  }

  private async createAdmin(teamId: string, passwordHash: string): Promise<void> {
    const now = this.clock.now();
    const userId = uuidv7();
    await this.teams.insert(teamId, teamName, now);
    await this.users.insert({
      id: userId,
      email: adminEmail,
      fullName: 'Administrator',
      passwordHash,
      platformRole: 'admin',
      status: 'active',
      mustChangePassword: true,
      createdAt: now,
    });
    await this.memberships.insert({ teamId, userId, role: 'owner', createdAt: now });
    await this.audit.record({
      action: 'user_created',
      teamId,
      object: { type: 'user', id: userId },
      outcome: 'success',
      details: { platform_role: 'admin', team_role: 'owner', reason: 'first start' },
    });
  }

  private async createFirstKey(teamId: string): Promise<string> {
    const description = 'Made at the first start for the commands it prints.';
    const account = await this.accounts.createAs(teamId, null, { name: accountName, description, role: 'admin' });
    const wanted = { name: accountName, scopes: firstScopes, allowedCidrs: [], expiresAt: null };
    return (await this.keys.createWithin(firstScopes, teamId, null, account.id, wanted)).key;
  }
}
