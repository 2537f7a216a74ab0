import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, requestContext } from '@sentrybox/observability';
import type { Clock } from '@sentrybox/observability';
import { clientKey } from './client-network';
import { tooManyAttempts } from './login-throttle.errors';
import type { Lane } from './login-throttle.repository';
import { freeFailures, LoginThrottleRepository } from './login-throttle.repository';

const nobody = '00000000-0000-0000-0000-000000000000';
const noClient = Buffer.alloc(0);

/** One attempt to prove a password. */
export interface Attempt extends Lane {
  readonly userId: string | undefined;
  /** Whether the failure was counted beforehand. */
  isReserved: boolean;
}

/**
 * Slows the guessing of one account's password down, from however many addresses it comes: free up to five failures in
 * a row, then a delay that doubles up to a quarter of an hour, and nothing after a hundred. Clients that the user logged
 * in from before are counted apart, each for itself, so nobody can lock the owner out from elsewhere; a new password by a
 * reset, and 30 days, open the account again for the others. Addresses that nobody has are treated alike.
 */
@Injectable()
export class LoginThrottle {
  constructor(
    private readonly lanes: LoginThrottleRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @param userId undefined for an address that nobody has: the same is asked for nobody. */
  async begin(email: string, userId: string | undefined): Promise<Attempt> {
    const client = clientKey(userId ?? nobody, requestContext()?.clientIp ?? '');
    const isKnown = await this.lanes.isKnown(userId ?? nobody, client, this.clock.now());
    return { subject: subjectOf(email), client: isKnown ? client : noClient, userId, isReserved: false };
  }

  /** Right before the password is looked at. @throws rate_limited */
  async allow(attempt: Attempt): Promise<void> {
    const lane = await this.lanes.find(attempt);
    if (lane === undefined || lane.failures < freeFailures) return;
    const now = this.clock.now();
    attempt.isReserved = await this.lanes.reserve(attempt, now);
    if (!attempt.isReserved) throw tooManyAttempts(lane.blockedUntil.getTime() - now.getTime());
  }

  async failed(attempt: Attempt): Promise<void> {
    if (!attempt.isReserved) await this.lanes.countFailure(attempt, this.clock.now());
    attempt.isReserved = false;
  }

  /** Forgets the failures and remembers the client. */
  async succeeded(attempt: Attempt): Promise<void> {
    const now = this.clock.now();
    await this.lanes.clear(attempt.subject);
    await this.lanes.purge(now);
    if (attempt.userId === undefined) return;
    await this.lanes.noteClient(attempt.userId, clientKey(attempt.userId, requestContext()?.clientIp ?? ''), now);
  }

  /** A new password that was not guessed: nothing is left of the failures. */
  async forget(email: string): Promise<void> {
    await this.lanes.clear(subjectOf(email));
  }
}

function subjectOf(email: string): Buffer {
  return createHash('sha256').update(email.toLowerCase(), 'utf8').digest();
}
