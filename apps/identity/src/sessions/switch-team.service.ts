import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { UserPrincipal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { UsersRepository } from '../users';
import { noSuchTeam, notRefreshable } from './sessions.errors';
import { SessionsRepository } from './sessions.repository';
import { SessionsService } from './sessions.service';
import type { SignedIn } from './signed-in';

@Injectable()
export class SwitchTeamService {
  constructor(
    private readonly database: Database,
    private readonly users: UsersRepository,
    private readonly sessions: SessionsRepository,
    private readonly pairs: SessionsService,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Ends the caller's session and opens one that acts in the other team: a token never changes its team.
   * @throws notFound unless the caller is a member of it.
   */
  async switchTo(caller: UserPrincipal, teamId: string): Promise<SignedIn> {
    const team = (await this.users.teamsOf(caller.userId)).find(({ id }) => id === teamId);
    if (team === undefined) throw noSuchTeam();
    const facts = await this.database.inTeam(team.id, async () => {
      const user = await this.users.findById(caller.userId);
      const hasEnded = await this.sessions.end(caller.sessionId, 'team_switched', this.clock.now());
      if (user === undefined || !hasEnded) throw notRefreshable(); // logged out in the same moment
      const opened = await this.pairs.open(user, team.id);
      await this.users.noteTeam(user.id, team.id);
      await this.audit.record({
        action: 'session_team_switched',
        teamId: team.id,
        object: { type: 'session', id: opened.sessionId },
        outcome: 'success',
        details: { from_team_id: caller.teamId, from_session_id: caller.sessionId },
      });
      this.changes.announce({ sessionIds: [caller.sessionId] });
      return opened;
    });
    return await this.pairs.answer(facts);
  }
}
