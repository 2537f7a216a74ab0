import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { authorize, beyondOwn } from '@sentrybox/auth';
import type { Permission, Principal, TeamRole } from '@sentrybox/contracts';
import { isPlatformPermission } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { invalidRequest } from '@sentrybox/errors';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { alreadyAMember, InvitationsRepository } from '../invitations';
import type { Page, Paged } from '../paging';
import { SessionsRepository } from '../sessions';
import type { Member } from '../users';
import {
  grantAboveOwn,
  holdsMore,
  lastOwner,
  MembershipsRepository,
  noSuchUser,
  RightsRepository,
  teamRightsOf,
  TeamsRepository,
  UsersRepository,
} from '../users';
import { noSuchMember } from './teams.errors';

export interface MemberRights {
  readonly role: TeamRole;
  readonly permissions: readonly Permission[];
}

/** Who is in the team that the caller acts in, and what they may do there. */
@Injectable()
export class MembersService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly teams: TeamsRepository,
    private readonly rights: RightsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly invitations: InvitationsRepository,
    private readonly sessions: SessionsRepository,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(caller: Principal, teamId: string, page: Page): Promise<Paged<Member>> {
    authorize(caller, 'members:read', { type: 'team', teamId });
    return await this.database.inTeam(teamId, async () => ({
      items: await this.memberships.list(teamId, page),
      total: await this.memberships.count(teamId),
    }));
  }

  /** @throws notFound; forbidden for more than the caller holds; conflict for a member */
  async add(caller: Principal, teamId: string, userId: string, wanted: MemberRights): Promise<Member> {
    authorize(caller, 'members:write', { type: 'team', teamId });
    this.refuseAboveOwn(caller, teamRightsOf(wanted), wanted.permissions);
    return await this.database.inTeam(teamId, async () => {
      const user = await this.rights.lockMember(teamId, userId);
      if (user?.status !== 'active') throw noSuchUser();
      if ((await this.memberships.find(teamId, userId)) !== undefined) throw alreadyAMember();
      await this.memberships.insert({ teamId, userId, ...wanted, createdAt: this.clock.now() });
      await this.record('team_member_added', teamId, userId, describe(wanted));
      return await this.member(teamId, userId);
    });
  }

  /** The access tokens of the member end. @throws notFound; forbidden; conflict for the last owner */
  async update(caller: Principal, teamId: string, userId: string, wanted: Partial<MemberRights>): Promise<Member> {
    authorize(caller, 'members:write', { type: 'team', teamId });
    return await this.database.inTeam(teamId, async () => {
      const present = await this.lock(caller, teamId, userId);
      const next = { role: wanted.role ?? present.role, permissions: wanted.permissions ?? present.permissions };
      const added = teamRightsOf(next).filter((permission) => !present.permissions.includes(permission));
      this.refuseAboveOwn(caller, added, next.permissions);
      if (next.role !== 'owner') await this.refuseLastOwner(teamId, present);
      await this.memberships.update(teamId, userId, next);
      await this.users.endAccessTokens(userId);
      await this.record('privilege_permissions_changed', teamId, userId, {
        ...describe(next),
        from_role: present.role,
      });
      this.changes.announce({ userIds: [userId] });
      return await this.member(teamId, userId);
    });
  }

  /** @throws notFound; forbidden; conflict for the last owner */
  async remove(caller: Principal, teamId: string, userId: string): Promise<void> {
    authorize(caller, 'members:write', { type: 'team', teamId });
    await this.database.inTeam(teamId, async () => {
      const present = await this.lock(caller, teamId, userId);
      await this.refuseLastOwner(teamId, present);
      const now = this.clock.now();
      await this.memberships.remove(teamId, userId);
      await this.invitations.revokeAll(teamId, { invitedBy: userId }, now);
      const sessionIds = await this.sessions.endAllIn(teamId, userId, 'removed_from_team', now);
      await this.users.endAccessTokens(userId);
      await this.record('team_member_removed', teamId, userId, { from_role: present.role });
      this.changes.announce({ userIds: [userId], sessionIds });
    });
  }

  /** The member, whose rights nobody else changes meanwhile. */
  private async lock(caller: Principal, teamId: string, userId: string): Promise<Member> {
    await this.rights.lockMember(teamId, userId);
    const present = await this.member(teamId, userId);
    const above = beyondOwn(caller, teamRightsOf(present));
    if (above.length > 0) throw holdsMore(above);
    return present;
  }

  private async member(teamId: string, userId: string): Promise<Member> {
    const member = await this.memberships.find(teamId, userId);
    if (member === undefined) throw noSuchMember();
    return member;
  }

  private refuseAboveOwn(caller: Principal, rights: readonly Permission[], grants: readonly Permission[]): void {
    if (grants.some(isPlatformPermission)) throw notOfATeam();
    const above = beyondOwn(caller, rights);
    if (above.length > 0) throw grantAboveOwn(above);
  }

  private async refuseLastOwner(teamId: string, { id, role, status }: Member): Promise<void> {
    if (role !== 'owner' || status !== 'active') return;
    if (await this.memberships.hasOtherOwner(teamId, id)) return;
    throw lastOwner([(await this.teams.find(teamId))?.name ?? teamId]);
  }

  private async record(action: string, teamId: string, userId: string, details: Record<string, string>): Promise<void> {
    await this.audit.record({ action, teamId, object: { type: 'user', id: userId }, outcome: 'success', details });
  }
}

function describe({ role, permissions }: MemberRights): Record<string, string> {
  return { team_role: role, permissions: permissions.join(' ') };
}

/** 400. */
function notOfATeam() {
  const message = 'Permissions about the installation are granted at the user, not in a team.';
  return invalidRequest(message, [{ field: 'permissions', code: 'not_of_a_team', message }]);
}
