import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { UserPrincipal } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { CLOCK } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { SessionsRepository } from './sessions.repository';

@Injectable()
export class EndSessionService {
  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Ends the caller's session; every token of it is refused everywhere. */
  async logout(user: UserPrincipal): Promise<void> {
    await this.database.inTeam(user.teamId, async () => {
      await this.sessions.end(user.sessionId, 'logout', this.clock.now());
      await this.audit.record({
        action: 'authn_logout',
        teamId: user.teamId,
        object: { type: 'session', id: user.sessionId },
        outcome: 'success',
      });
      this.changes.announce({ sessionIds: [user.sessionId] });
    });
  }
}
