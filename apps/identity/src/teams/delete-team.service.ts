import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import { authorize } from '@sentrybox/auth';
import type { UserPrincipal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { InvitationsRepository } from '../invitations';
import { ApiKeysRepository, ServiceAccountsRepository } from '../service-accounts';
import { SessionsRepository } from '../sessions';
import { MembershipsRepository, RightsRepository, TeamsRepository, UsersRepository } from '../users';
import { noSuchTeam, onlyTeam } from './teams.errors';

@Injectable()
export class DeleteTeamService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly teams: TeamsRepository,
    private readonly rights: RightsRepository,
    private readonly memberships: MembershipsRepository,
    private readonly invitations: InvitationsRepository,
    private readonly accounts: ServiceAccountsRepository,
    private readonly keys: ApiKeysRepository,
    private readonly sessions: SessionsRepository,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Ends every way to act in the team, in one transaction. What other services keep of the team can be reached by nobody
   * any more. @throws notFound for any team but the caller's; conflict for the caller's only one
   */
  async remove(caller: UserPrincipal, teamId: string): Promise<void> {
    authorize(caller, 'teams:delete', { type: 'team', teamId });
    const teams = await this.users.teamsOf(caller.userId);
    if (!teams.some(({ id }) => id !== teamId)) throw onlyTeam();
    await this.database.inTeam(teamId, async () => {
      await this.rights.lockTeam(teamId);
      if ((await this.teams.find(teamId)) === undefined) throw noSuchTeam();
      const now = this.clock.now();
      await this.invitations.revokeAll(teamId, {}, now);
      const keyIds = await this.keys.revokeAllIn(teamId, now);
      await this.accounts.markAllDeleted(teamId, now);
      const userIds = await this.memberships.removeAll(teamId);
      const sessionIds = await this.sessions.endAllIn(teamId, null, 'team_deleted', now);
      await this.teams.markDeleted(teamId, now);
      await this.audit.record({
        action: 'team_deleted',
        teamId,
        object: { type: 'team', id: teamId },
        outcome: 'success',
        details: { members: userIds.length, revoked_keys: keyIds.length, ended_sessions: sessionIds.length },
      });
      this.changes.announce({ userIds, sessionIds, keyIds });
    });
  }
}
