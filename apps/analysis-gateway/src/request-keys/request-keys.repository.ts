import { Injectable } from '@nestjs/common';
import { Database } from '@sentrybox/database';

export interface RequestKey {
  readonly teamId: string;
  readonly subjectId: string;
  readonly key: string;
}

export interface KeptRequest {
  readonly fingerprint: string;
  readonly holder: string;
  /** Undefined while somebody works on it. */
  readonly answer: string | null;
  readonly isAbandoned: boolean;
}

const place = 'team_id = $1 and subject_id = $2 and key = $3';

/** Every question about requests with a key, in the current transaction of the team. */
@Injectable()
export class RequestKeysRepository {
  constructor(private readonly database: Database) {}

  /** Takes a key that nobody has, or that is older than `maxAgeHours`. @returns false when somebody has it */
  async take(
    at: RequestKey,
    fingerprint: string,
    holder: string,
    holdMs: number,
    maxAgeHours: number,
  ): Promise<boolean> {
    const sql = `insert into analysis.request_key as k (team_id, subject_id, key, fingerprint, holder, held_until)
      values ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond')
      on conflict (team_id, subject_id, key) do update
        set fingerprint = $4, holder = $5, held_until = excluded.held_until, answer = null, created_at = now()
        where k.created_at < now() - $7 * interval '1 hour'`;
    return (await this.database.execute(sql, [...valuesOf(at), fingerprint, holder, holdMs, maxAgeHours])) === 1;
  }

  /** Takes over from a holder that did not come to an end in its time. @returns false when somebody else did */
  async takeOver(at: RequestKey, holder: string, from: string, holdMs: number): Promise<boolean> {
    const sql = `update analysis.request_key
      set holder = $4, held_until = now() + $6 * interval '1 millisecond'
      where ${place} and holder = $5 and answer is null and held_until < now()`;
    return (await this.database.execute(sql, [...valuesOf(at), holder, from, holdMs])) === 1;
  }

  async find(at: RequestKey): Promise<KeptRequest | undefined> {
    const [row] = await this.database.query<KeptRequest>(
      `select fingerprint, holder, answer, answer is null and held_until < now() as "isAbandoned"
       from analysis.request_key where ${place}`,
      valuesOf(at),
    );
    return row;
  }

  async keep(at: RequestKey, holder: string, answer: string): Promise<void> {
    const sql = `update analysis.request_key set answer = $5 where ${place} and holder = $4`;
    await this.database.execute(sql, [...valuesOf(at), holder, answer]);
  }

  /** The request came to nothing: the next one with this key is a first one. */
  async release(at: RequestKey, holder: string): Promise<void> {
    const sql = `delete from analysis.request_key where ${place} and holder = $4 and answer is null`;
    await this.database.execute(sql, [...valuesOf(at), holder]);
  }

  /** Deletes a batch of what is older than a day. @returns how many */
  async purge(teamId: string, maxAgeHours: number, batchSize: number): Promise<number> {
    return await this.database.execute(
      `delete from analysis.request_key where (team_id, subject_id, key) in (
         select team_id, subject_id, key from analysis.request_key
         where team_id = $1 and created_at < now() - $2 * interval '1 hour' limit $3)`,
      [teamId, maxAgeHours, batchSize],
    );
  }
}

function valuesOf({ teamId, subjectId, key }: RequestKey): string[] {
  return [teamId, subjectId, key];
}
