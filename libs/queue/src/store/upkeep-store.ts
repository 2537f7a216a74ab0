import { prepared } from '@sentrybox/database';
import type { Database } from '@sentrybox/database';

const batchSize = 500;

// The mark tells the next claim that this row may be what ended its worker.
const expireLeases = prepared(`
  WITH lost AS (
    SELECT id FROM work WHERE state = 'running' AND lease_until <= now()
     ORDER BY lease_until LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
  UPDATE work SET state = 'waiting', due_at = now(), queued_at = NULL, lease_owner = NULL, lease_until = NULL,
         last_error = 'worker_lost'
    FROM lost WHERE work.id = lost.id`);

const nextEvent = prepared(`
  SELECT ceil(extract(epoch FROM least(
           (SELECT min(lease_until) FROM work WHERE state = 'running' AND lease_until > now()),
           (SELECT min(due_at) FROM work WHERE state = 'waiting' AND queued_at IS NULL AND due_at > now())
         ) - now()) * 1000)::float8 AS in_ms`);

const backlog = prepared(`
  SELECT kind, count(*)::int AS count, extract(epoch FROM now() - min(due_at))::float8 AS oldest_seconds
    FROM work WHERE state = 'waiting' AND due_at <= now() GROUP BY kind`);

const outboxState = prepared(`
  SELECT count(*)::int AS pending, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS oldest_seconds
    FROM outbox`);

// The policy of the table lets nothing but ended work be deleted, whatever is written here.
const purge = prepared(`
  WITH old AS (
    SELECT id FROM work
     WHERE state IN ('done', 'failed', 'cancelled') AND finished_at < now() - $1 * interval '1 day'
     ORDER BY finished_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
  DELETE FROM work USING old WHERE work.id = old.id`);

/** Rows of a kind that are due and that nobody is at. */
export interface Backlog {
  readonly count: number;
  readonly oldestSeconds: number;
}

/** Looking after the rows of all teams, on the work role. Times are the database's. */
export class UpkeepStore {
  constructor(private readonly database: Database) {}

  /** Makes rows whose lease ran out due again. @returns how many. */
  async expireLeases(): Promise<number> {
    return await this.database.work(() => this.database.execute(expireLeases));
  }

  /** Milliseconds until the next lease runs out or the next row gets due; undefined: neither is in sight. */
  async nextEventInMs(): Promise<number | undefined> {
    const [row] = await this.database.work(() => this.database.query<{ in_ms: number | null }>(nextEvent));
    return row?.in_ms ?? undefined;
  }

  async outbox(): Promise<{ pending: number; oldestSeconds: number }> {
    const [row] = await this.database.work(() =>
      this.database.query<{ pending: number; oldest_seconds: number }>(outboxState),
    );
    return { pending: row?.pending ?? 0, oldestSeconds: row?.oldest_seconds ?? 0 };
  }

  /** What is due and not running, by kind; kinds without any are left out. */
  async backlog(): Promise<ReadonlyMap<string, Backlog>> {
    const rows = await this.database.work(() =>
      this.database.query<{ kind: string; count: number; oldest_seconds: number }>(backlog),
    );
    return new Map(rows.map((row) => [row.kind, { count: row.count, oldestSeconds: row.oldest_seconds }]));
  }

  /** Deletes one batch of work that ended more than `days` ago. @returns how many; `purgeBatch`: there may be more. */
  async purge(days: number): Promise<number> {
    return await this.database.work(() => this.database.execute(purge, [days]));
  }
}

/** Rows per batch of `purge`. */
export const purgeBatch = batchSize;
