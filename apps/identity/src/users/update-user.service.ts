import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { authorize, beyondOwn } from '@sentrybox/auth';
import type { InputOf, Permission, Principal, updateUser } from '@sentrybox/contracts';
import { permissionsOfPlatformRole } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { SessionsRepository } from '../sessions';
import { byDimension, platformRightsOf, teamRightsOf } from './effective-permissions';
import { MembershipsRepository } from './memberships.repository';
import { mergeSettings } from './merge-settings';
import type { LockedUser } from './rights.repository';
import { RightsRepository } from './rights.repository';
import type { User } from './user.entity';
import { grantAboveOwn, holdsMore, lastAdmin, lastOwner, noSuchUser, notAMember } from './users.errors';
import { UsersRepository } from './users.repository';

type Wanted = InputOf<typeof updateUser>['body'];

@Injectable()
export class UpdateUserService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly rights: RightsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly sessions: SessionsRepository,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Changes a user. Changed rights end the access tokens, a status other than active every session.
   * @throws notFound; forbidden for more than the caller holds; conflict for the last admin or owner.
   */
  async update(caller: Principal, id: string, wanted: Wanted): Promise<void> {
    await this.database.inTeam(caller.teamId, async () => {
      const locked = await this.rights.lockUser(id);
      if (locked === undefined) throw noSuchUser();
      const { user } = locked;
      const above = beyondOwn(caller, platformRightsOf(user));
      if (above.length > 0) throw holdsMore(above);
      await this.refuseLastOne(locked, wanted);
      const grants = await this.changeGrants(caller, user, wanted.permissions);
      this.refuseRole(caller, user, wanted);
      await this.users.update(
        id,
        {
          fullName: wanted.full_name,
          platformRole: wanted.role,
          status: wanted.status,
          permissions: grants.platform,
          settings: wanted.settings === undefined ? undefined : mergeSettings(user.settings, wanted.settings),
        },
        this.clock.now(),
      );
      await this.endTokens(user, wanted, grants.isChanged);
      await this.record(caller, user, wanted);
    });
  }

  private refuseRole(caller: Principal, user: User, { role }: Wanted): void {
    if (role === undefined || role === user.platformRole) return;
    const above = beyondOwn(caller, permissionsOfPlatformRole[role]);
    if (above.length > 0) throw grantAboveOwn(above);
  }

  private async refuseLastOne({ user, otherAdmins }: LockedUser, { role, status }: Wanted): Promise<void> {
    if (user.status !== 'active') return;
    const isSuspended = status !== undefined && status !== 'active';
    const isDemoted = role !== undefined && role !== 'admin';
    if (user.platformRole === 'admin' && otherAdmins === 0 && (isSuspended || isDemoted)) throw lastAdmin();
    const teams = isSuspended ? await this.rights.lockTeamsOnlyOwnedBy(user.id) : [];
    if (teams.length > 0) throw lastOwner(teams);
  }

  /** @returns the grants about the installation, if they are to be written; those in the team are written here. */
  private async changeGrants(
    caller: Principal,
    user: User,
    wanted: readonly Permission[] | undefined,
  ): Promise<{ platform: readonly Permission[] | undefined; isChanged: boolean }> {
    if (wanted === undefined) return { platform: undefined, isChanged: false };
    const member = await this.memberships.find(caller.teamId, user.id);
    const added = beyond(wanted, [...user.permissions, ...(member?.permissions ?? [])]);
    const above = beyondOwn(caller, added);
    if (above.length > 0) throw grantAboveOwn(above);
    const { platform, team } = byDimension(wanted);
    const isTeamChanged = !isSame(team, member?.permissions ?? []);
    if (isTeamChanged) {
      authorize(caller, 'members:write');
      if (member === undefined) throw notAMember();
      const more = beyondOwn(caller, teamRightsOf(member));
      if (more.length > 0) throw holdsMore(more);
      await this.memberships.update(caller.teamId, user.id, { permissions: team });
    }
    return { platform, isChanged: isTeamChanged || !isSame(platform, user.permissions) };
  }

  private async endTokens(user: User, { role, status }: Wanted, areGrantsChanged: boolean): Promise<void> {
    const isRoleChanged = role !== undefined && role !== user.platformRole;
    const isStatusChanged = status !== undefined && status !== user.status;
    if (!isRoleChanged && !isStatusChanged && !areGrantsChanged) return;
    await this.users.endAccessTokens(user.id);
    const isSuspended = isStatusChanged && status !== 'active';
    const sessionIds = isSuspended ? await this.sessions.endAllOf(user.id, 'suspended', this.clock.now()) : [];
    this.changes.announce({ userIds: [user.id], sessionIds });
  }

  private async record(caller: Principal, user: User, wanted: Wanted): Promise<void> {
    const { role, status, permissions } = wanted;
    const isAboutRights = role !== undefined || status !== undefined || permissions !== undefined;
    await this.audit.record({
      action: isAboutRights ? 'privilege_permissions_changed' : 'user_updated',
      teamId: caller.teamId,
      object: { type: 'user', id: user.id },
      outcome: 'success',
      details: {
        fields: Object.keys(wanted).join(' '),
        ...(role === undefined ? {} : { from_role: user.platformRole, to_role: role }),
        ...(status === undefined ? {} : { from_status: user.status, to_status: status }),
        ...(permissions === undefined ? {} : { permissions: permissions.join(' ') }),
      },
    });
  }
}

function beyond(wanted: readonly Permission[], present: readonly Permission[]): Permission[] {
  return wanted.filter((permission) => !present.includes(permission));
}

function isSame(one: readonly Permission[], other: readonly Permission[]): boolean {
  return one.length === other.length && one.every((permission) => other.includes(permission));
}
