import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';

/** Whose failures are counted together: an address as typed, from clients of one kind. */
export interface Lane {
  readonly subject: Buffer;
  /** Empty: all clients that the user never logged in from. */
  readonly client: Buffer;
}

export interface LaneState {
  readonly failures: number;
  readonly blockedUntil: Date;
}

/** Failures before the first delay. */
export const freeFailures = 5;

/** NIST SP 800-63B-4, 3.2.2: no more than 100 consecutive failures. */
const maxFailures = 100;
const maxDelaySeconds = 900;
const lockDays = 30;

/** SQL: how long nobody is let in after the nth failure. @param n an expression */
const delayAfter = (n: string): string => `
  CASE WHEN ${n} < ${freeFailures} THEN interval '0'
       WHEN ${n} >= ${maxFailures} THEN interval '${lockDays} days'
       ELSE least(power(2, ${n} - ${freeFailures}), ${maxDelaySeconds}) * interval '1 second' END`;

/** After the longest lock the count starts anew. */
const nextCount = `CASE WHEN t.failures >= ${maxFailures} THEN 1 ELSE t.failures + 1 END`;

const maxKnownClients = 20;
const knownForDays = 90;

/** Failed logins, in PostgreSQL, so that they survive whatever Redis forgets. */
@Injectable()
export class LoginThrottleRepository {
  constructor(private readonly database: Database) {}

  async find({ subject, client }: Lane): Promise<LaneState | undefined> {
    const [row] = await this.database.query<LaneState>(
      `SELECT failures, blocked_until AS "blockedUntil" FROM identity.login_throttle
       WHERE subject = $1 AND client = $2`,
      [subject, client],
    );
    return row;
  }

  /**
   * Counts an attempt as failed before it is made, so that of many at once exactly one is made in each window.
   * @returns false when it must not be made now.
   */
  async reserve({ subject, client }: Lane, now: Date): Promise<boolean> {
    const reserved = await this.database.execute(
      `UPDATE identity.login_throttle t
       SET failures = ${nextCount}, blocked_until = $3::timestamptz + ${delayAfter(nextCount)}, last_failed_at = $3
       WHERE subject = $1 AND client = $2 AND blocked_until <= $3`,
      [subject, client, now],
    );
    return reserved === 1;
  }

  async countFailure({ subject, client }: Lane, now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO identity.login_throttle AS t (subject, client, failures, blocked_until, last_failed_at)
       VALUES ($1, $2, 1, $3, $3)
       ON CONFLICT (subject, client) DO UPDATE
       SET failures = ${nextCount}, blocked_until = $3::timestamptz + ${delayAfter(nextCount)}, last_failed_at = $3`,
      [subject, client, now],
    );
  }

  /** All lanes of an address start anew. */
  async clear(subject: Buffer): Promise<void> {
    await this.database.execute('DELETE FROM identity.login_throttle WHERE subject = $1', [subject]);
  }

  /** Lanes that no attempt came in for longer than the longest lock: addresses that somebody made up, mostly. */
  async purge(now: Date): Promise<void> {
    await this.database.execute(
      `DELETE FROM identity.login_throttle WHERE last_failed_at < $1::timestamptz - interval '${lockDays + 1} days'`,
      [now],
    );
  }

  async isKnown(userId: string, client: Buffer, now: Date): Promise<boolean> {
    const [row] = await this.database.query(
      `SELECT FROM identity.known_client
       WHERE user_id = $1 AND client = $2 AND last_seen_at > $3::timestamptz - interval '${knownForDays} days'`,
      [userId, client, now],
    );
    return row !== undefined;
  }

  /** The latest of a user's clients are kept. */
  async noteClient(userId: string, client: Buffer, now: Date): Promise<void> {
    await this.database.execute(
      `INSERT INTO identity.known_client (user_id, client, last_seen_at) VALUES ($1, $2, $3)
       ON CONFLICT (user_id, client) DO UPDATE SET last_seen_at = greatest(known_client.last_seen_at, excluded.last_seen_at)`,
      [userId, client, now],
    );
    await this.database.execute(
      `DELETE FROM identity.known_client WHERE user_id = $1 AND client NOT IN (
         SELECT client FROM identity.known_client WHERE user_id = $1 ORDER BY last_seen_at DESC LIMIT ${maxKnownClients})`,
      [userId],
    );
  }
}
