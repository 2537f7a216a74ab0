import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { PresentedToken } from '@sentrybox/auth';
import { ambiguousCredentials } from '@sentrybox/auth';
import { Database } from '@sentrybox/database';
import { CLOCK, Metrics } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { CredentialChanges } from '../changes';
import { IDENTITY_CONFIG } from '../config';
import type { IdentityConfig } from '../config';
import { hashOfRefreshToken, newRefreshToken } from './refresh-token';
import { decideRotation } from './rotation';
import type { PresentedSession } from './session';
import { notRefreshable } from './sessions.errors';
import type { SessionState } from './sessions.repository';
import { SessionsRepository } from './sessions.repository';
import type { TokenPairFacts } from './sessions.service';
import { SessionsService } from './sessions.service';
import type { SignedIn } from './signed-in';
import { openSuccessor, sealSuccessor } from './successor-seal';

/** Losing the race once leads to the answer of the winner; more than that would be a third party in between. */
const maxAttempts = 3;

/** Exchanges a refresh token, or a still valid access token, for the next pair of its session. */
@Injectable()
export class RefreshService {
  private readonly reuses: ReturnType<Metrics['counter']>;

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionsRepository,
    private readonly pairs: SessionsService,
    private readonly changes: CredentialChanges,
    private readonly audit: Audit,
    @Inject(IDENTITY_CONFIG) private readonly config: IdentityConfig,
    @Inject(CLOCK) private readonly clock: Clock,
    metrics: Metrics,
  ) {
    this.reuses = metrics.counter('token_reuse_detected_total', 'Refresh or access tokens that were exchanged twice.');
  }

  /**
   * @param bearer the access token of the request, verified, if it had one.
   * @throws unauthenticated for whatever cannot be exchanged; a credential that was exchanged before ends the session.
   */
  async refresh(refreshToken: string | undefined, bearer: PresentedToken | undefined): Promise<SignedIn> {
    const credential = refreshToken ?? bearer?.token;
    if (credential === undefined) throw notRefreshable();
    for (let attempt = 1; attempt <= maxAttempts; attempt += 1) {
      const session = await this.find(refreshToken, bearer);
      const next = await this.exchange(session, credential);
      if (next !== undefined) return await this.pairs.answer(next);
    }
    throw notRefreshable();
  }

  private async find(refreshToken: string | undefined, bearer: PresentedToken | undefined): Promise<PresentedSession> {
    const session =
      refreshToken === undefined
        ? bearer && (await this.sessions.findByAccessToken(bearer.claims.sid, bearer.claims.jti))
        : await this.sessions.findByRefreshHash(hashOfRefreshToken(refreshToken));
    if (session === undefined) throw notRefreshable();
    if (bearer !== undefined && bearer.claims.sid !== session.id) throw ambiguousCredentials();
    return session;
  }

  /** @returns undefined when somebody else exchanged the credential in between: look again. */
  private async exchange(session: PresentedSession, credential: string): Promise<TokenPairFacts | undefined> {
    switch (decideRotation(session, this.clock.now(), this.config.SESSION_IDLE_MINUTES * 60_000)) {
      case 'rotate':
        return await this.rotate(session, credential);
      case 'repeat':
        return await this.repeat(session, credential);
      case 'reused':
        await this.endReused(session);
        throw notRefreshable();
      case 'over':
        throw notRefreshable();
    }
  }

  private async rotate(session: PresentedSession, credential: string): Promise<TokenPairFacts | undefined> {
    const refreshToken = newRefreshToken();
    const jti = randomUUID();
    const next = { refreshHash: hashOfRefreshToken(refreshToken), accessJti: jti };
    const sealed = sealSuccessor(refreshToken, credential, session.id);
    return await this.database.inTeam(session.actingTeamId, async () => {
      const user = await this.userOf(session);
      const isOurs = await this.sessions.rotate(session.id, session.presented, next, sealed, this.clock.now());
      return isOurs ? pairOf(session, user, jti, refreshToken) : undefined;
    });
  }

  private async repeat(session: PresentedSession, credential: string): Promise<TokenPairFacts> {
    const sealed = session.successorSealed;
    const refreshToken = sealed === null ? undefined : openSuccessor(sealed, credential, session.id);
    if (refreshToken === undefined) throw notRefreshable(); // the other one of the pair was exchanged
    return pairOf(session, await this.userOf(session), session.currentJti, refreshToken);
  }

  private async userOf(session: PresentedSession): Promise<SessionState> {
    const state = await this.sessions.state(session.id, session.userId, session.actingTeamId);
    if (state?.status !== 'active') throw notRefreshable();
    return state;
  }

  private async endReused(session: PresentedSession): Promise<void> {
    await this.database.inTeam(session.actingTeamId, async () => {
      const hasEnded = await this.sessions.end(session.id, 'reuse', this.clock.now());
      if (!hasEnded) return;
      this.reuses.inc();
      await this.audit.record({
        action: 'authn_token_reuse',
        teamId: session.actingTeamId,
        actor: { kind: 'user', id: session.userId },
        object: { type: 'session', id: session.id },
        outcome: 'failure',
        details: { generation: session.presented, current_generation: session.current },
      });
      this.changes.announce({ sessionIds: [session.id] });
    });
  }
}

function pairOf(session: PresentedSession, user: SessionState, jti: string, refreshToken: string): TokenPairFacts {
  return {
    userId: session.userId,
    sessionId: session.id,
    teamId: session.actingTeamId,
    tokenVersion: user.tokenVersion,
    mustChangePassword: user.mustChangePassword,
    jti,
    refreshToken,
  };
}
