import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { uuidv7 } from '@sentrybox/database';
import { CLOCK, requestContext } from '@sentrybox/observability';
import ipaddr from 'ipaddr.js';
import type { Clock } from '@sentrybox/observability';
import { IDENTITY_CONFIG } from '../config';
import type { IdentityConfig } from '../config';
import { AccessTokenSigner } from '../signing-keys';
import type { TokenSubject } from '../signing-keys';
import { hashOfRefreshToken, newRefreshToken } from './refresh-token';
import type { SignedIn } from './signed-in';
import { signedIn } from './signed-in';
import { SessionsRepository } from './sessions.repository';

/** The user for whom a session is opened. */
export interface SessionOwner {
  readonly id: string;
  readonly tokenVersion: number;
  readonly mustChangePassword: boolean;
}

/** What a new pair of tokens is made of. */
export interface TokenPairFacts extends TokenSubject {
  readonly refreshToken: string;
  readonly mustChangePassword: boolean;
}

@Injectable()
export class SessionsService {
  constructor(
    private readonly sessions: SessionsRepository,
    private readonly signer: AccessTokenSigner,
    @Inject(IDENTITY_CONFIG) private readonly config: IdentityConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Stores a new session in the current transaction; its tokens are made by `answer`, once that is durable. */
  async open(user: SessionOwner, teamId: string): Promise<TokenPairFacts> {
    const now = this.clock.now();
    const sessionId = uuidv7();
    const jti = randomUUID();
    const refreshToken = newRefreshToken();
    await this.sessions.insert({
      id: sessionId,
      userId: user.id,
      actingTeamId: teamId,
      createdAt: now,
      expiresAt: new Date(now.getTime() + this.config.SESSION_LIFETIME_HOURS * 3_600_000),
      openedFrom: openedFrom(),
      refreshHash: hashOfRefreshToken(refreshToken),
      accessJti: jti,
    });
    const { tokenVersion, mustChangePassword } = user;
    return { userId: user.id, sessionId, tokenVersion, mustChangePassword, teamId, jti, refreshToken };
  }

  async answer(facts: TokenPairFacts): Promise<SignedIn> {
    return signedIn({ ...facts, token: await this.signer.sign(facts, this.clock.now()) });
  }
}

// What a proxy claims in a header need not be an address.
function openedFrom(): string | null {
  const address = requestContext()?.clientIp ?? '';
  return ipaddr.isValid(address) ? ipaddr.process(address).toString() : null;
}
