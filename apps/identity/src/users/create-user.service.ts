import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { beyondOwn } from '@sentrybox/auth';
import type { createUser, InputOf, Permission, PlatformRole, Principal, TeamRole } from '@sentrybox/contracts';
import { permissionsOfPlatformRole, permissionsOfTeamRole } from '@sentrybox/contracts';
import { Database, isUniqueViolation, uuidv7 } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { oneTimePassword, PasswordHasher, PasswordRules } from '../passwords';
import { byDimension } from './effective-permissions';
import { MembershipsRepository } from './memberships.repository';
import { mergeSettings } from './merge-settings';
import { emailTaken, grantAboveOwn, notTheOwnTeam } from './users.errors';
import { UsersRepository } from './users.repository';

type Wanted = InputOf<typeof createUser>['body'];

export interface CreatedUser {
  readonly id: string;
  /** Leaves once, in the answer to the creation; undefined when the creator chose the password. */
  readonly oneTimePassword: string | undefined;
}

@Injectable()
export class CreateUserService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly memberships: MembershipsRepository,
    private readonly rules: PasswordRules,
    private readonly hasher: PasswordHasher,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Makes a user in the team that the caller acts in. Whoever made it knows the password, so it has to be changed.
   * @throws forbidden for more than the caller holds; notFound for another team; conflict when the address is taken.
   */
  async create(caller: Principal, wanted: Wanted): Promise<CreatedUser> {
    const team = wanted.teams?.[0];
    if (team !== undefined && team.id.toLowerCase() !== caller.teamId) throw notTheOwnTeam();
    const teamRole = team?.role ?? roleWithin(caller, wanted.role);
    const granted = [
      ...permissionsOfPlatformRole[wanted.role],
      ...permissionsOfTeamRole[teamRole],
      ...wanted.permissions,
    ];
    const beyond = beyondOwn(caller, granted);
    if (beyond.length > 0) throw grantAboveOwn(beyond);
    const made = wanted.password === undefined ? oneTimePassword() : undefined;
    const password = made ?? wanted.password ?? '';
    await this.rules.check(password, wanted.email, 'password');
    const passwordHash = await this.hasher.hash(password);
    const id = uuidv7();
    try {
      await this.database.inTeam(caller.teamId, () => this.store(caller, { id, passwordHash, teamRole }, wanted));
    } catch (error) {
      if (isUniqueViolation(error, 'uq_user__email')) throw emailTaken();
      throw error;
    }
    return { id, oneTimePassword: made };
  }

  private async store(
    { teamId }: Principal,
    { id, passwordHash, teamRole }: { id: string; passwordHash: string; teamRole: TeamRole },
    wanted: Wanted,
  ): Promise<void> {
    const createdAt = this.clock.now();
    const grants = byDimension(wanted.permissions);
    await this.users.insert({
      id,
      email: wanted.email,
      fullName: wanted.full_name,
      passwordHash,
      platformRole: wanted.role,
      status: 'active',
      permissions: grants.platform,
      settings: mergeSettings({}, wanted.settings),
      mustChangePassword: true,
      createdAt,
    });
    await this.memberships.insert({ teamId, userId: id, role: teamRole, permissions: grants.team, createdAt });
    await this.audit.record({
      action: 'user_created',
      teamId,
      object: { type: 'user', id },
      outcome: 'success',
      details: { platform_role: wanted.role, team_role: teamRole, permissions: wanted.permissions.join(' ') },
    });
  }
}

/** The role in the team that fits the platform role, cut down to what the caller holds. */
function roleWithin(caller: Principal, platformRole: PlatformRole): TeamRole {
  const fitting: TeamRole = platformRole === 'viewer' ? 'viewer' : 'member';
  const holds = (granted: readonly Permission[]) => beyondOwn(caller, granted).length === 0;
  return holds(permissionsOfTeamRole[fitting]) ? fitting : 'viewer';
}
