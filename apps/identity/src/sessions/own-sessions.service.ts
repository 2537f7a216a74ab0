import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { UserPrincipal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { IDENTITY_CONFIG } from '../config';
import type { IdentityConfig } from '../config';
import type { Page, Paged } from '../paging';
import { noSuchUser, UsersRepository } from '../users';
import type { ListedSession } from './sessions-list.repository';
import { SessionsListRepository } from './sessions-list.repository';
import { SessionsRepository } from './sessions.repository';
import { noSuchSession } from './sessions.errors';

/** Who is logged in where, and ending it. Ended sessions are refused everywhere at once. */
@Injectable()
export class OwnSessionsService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly lists: SessionsListRepository,
    private readonly users: UsersRepository,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(IDENTITY_CONFIG) private readonly config: IdentityConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async list(userId: string, page: Page): Promise<Paged<ListedSession>> {
    const now = this.clock.now();
    const idleSince = new Date(now.getTime() - this.config.SESSION_IDLE_MINUTES * 60_000);
    return await this.lists.list(userId, { now, idleSince }, page);
  }

  /** @throws not_found, also for a session of somebody else */
  async revokeOne(user: UserPrincipal, sessionId: string): Promise<number> {
    await this.database.inTeam(user.teamId, async () => {
      if ((await this.lists.ownerOf(sessionId)) !== user.userId) throw noSuchSession();
      if (!(await this.sessions.end(sessionId, 'revoked', this.clock.now()))) throw noSuchSession();
      await this.told(user.teamId, user.userId, [sessionId]);
    });
    return 1;
  }

  /** @param isSparingCurrent the session that asks goes on */
  async revokeAll(user: UserPrincipal, isSparingCurrent: boolean): Promise<number> {
    return await this.database.inTeam(user.teamId, async () => {
      const spared = isSparingCurrent ? user.sessionId : null;
      const ended = await this.sessions.endAllOf(user.userId, 'revoked', this.clock.now(), spared);
      await this.told(user.teamId, user.userId, ended);
      return ended.length;
    });
  }

  /** Every session of anybody; for an admin of the platform. @throws not_found */
  async revokeOfUser(userId: string): Promise<number> {
    return await this.database.shared(async () => {
      if ((await this.users.findById(userId)) === undefined) throw noSuchUser();
      const ended = await this.sessions.endAllOf(userId, 'revoked', this.clock.now());
      await this.told(null, userId, ended);
      return ended.length;
    });
  }

  private async told(teamId: string | null, userId: string, sessionIds: readonly string[]): Promise<void> {
    await this.audit.record({
      action: 'authn_sessions_revoked',
      teamId,
      object: { type: 'user', id: userId },
      outcome: 'success',
      details: { sessions: sessionIds.length },
    });
    this.changes.announce({ sessionIds: [...sessionIds] });
  }
}
