import { prepared } from '@sentrybox/database';
import type { Database, Statement } from '@sentrybox/database';
import type { QueueableRow } from './work-rows';

const batchSize = 500;

const takeOutbox = prepared(`
  WITH batch AS (SELECT id FROM outbox ORDER BY id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED),
       gone AS (DELETE FROM outbox USING batch WHERE outbox.id = batch.id RETURNING outbox.work_id)
  UPDATE work SET queued_at = now() FROM gone WHERE work.id = gone.work_id AND work.state = 'waiting'
  RETURNING work.id, work.kind, work.fence, work.traceparent`);

const takeDue = prepared(`
  WITH due AS (
    SELECT id FROM work WHERE state = 'waiting' AND queued_at IS NULL AND due_at <= now()
     ORDER BY due_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
  UPDATE work SET queued_at = now() FROM due WHERE work.id = due.id
  RETURNING work.id, work.kind, work.fence, work.traceparent`);

const takeLongQueued = prepared(`
  WITH old AS (
    SELECT id FROM work WHERE state = 'waiting' AND queued_at < now() - $1 * interval '1 millisecond'
     ORDER BY queued_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
  UPDATE work SET queued_at = now() FROM old WHERE work.id = old.id
  RETURNING work.id, work.kind, work.fence, work.traceparent`);

const expireLeases = prepared(`
  WITH lost AS (
    SELECT id FROM work WHERE state = 'running' AND lease_until < now()
     ORDER BY lease_until LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
  UPDATE work SET state = 'waiting', due_at = now(), queued_at = NULL, lease_owner = NULL, lease_until = NULL
    FROM lost WHERE work.id = lost.id`);

const backlog = prepared(`
  SELECT kind, extract(epoch FROM now() - min(due_at))::float8 AS oldest_seconds
    FROM work WHERE state = 'waiting' AND due_at <= now() GROUP BY kind`);

const outboxState = prepared(`
  SELECT count(*)::int AS pending, coalesce(extract(epoch FROM now() - min(created_at)), 0)::float8 AS oldest_seconds
    FROM outbox`);

/** How a row of a batch is handed to Redis; what it throws undoes the batch. */
type HandOver = (rows: readonly QueueableRow[]) => Promise<void>;

/**
 * Rows on their way to Redis, on the work role. Each method marks a batch and hands it over inside one transaction: a
 * crash in between leaves a job too many, never one too few, and a job too many finds nothing to claim.
 */
export class QueueingStore {
  constructor(private readonly database: Database) {}

  /** @returns whether there may be more. */
  async relayOutbox(handOver: HandOver): Promise<boolean> {
    return await this.handOverBatch(takeOutbox, [], handOver);
  }

  /** Rows whose time has come. @returns whether there may be more. */
  async queueDue(handOver: HandOver): Promise<boolean> {
    return await this.handOverBatch(takeDue, [], handOver);
  }

  /** Rows that were handed over at least `ageMs` ago and are still not claimed. @returns whether there may be more. */
  async recheckQueued(ageMs: number, handOver: HandOver): Promise<boolean> {
    return await this.handOverBatch(takeLongQueued, [ageMs], handOver);
  }

  /** Makes rows whose lease ran out due again. @returns how many. */
  async expireLeases(): Promise<number> {
    return await this.database.work(() => this.database.execute(expireLeases));
  }

  async outbox(): Promise<{ pending: number; oldestSeconds: number }> {
    const [row] = await this.database.work(() =>
      this.database.query<{ pending: number; oldest_seconds: number }>(outboxState),
    );
    return { pending: row?.pending ?? 0, oldestSeconds: row?.oldest_seconds ?? 0 };
  }

  /** Age of the oldest row that is due and not running, by kind. */
  async oldestDue(): Promise<ReadonlyMap<string, number>> {
    const rows = await this.database.work(() => this.database.query<{ kind: string; oldest_seconds: number }>(backlog));
    return new Map(rows.map((row) => [row.kind, row.oldest_seconds]));
  }

  private async handOverBatch(statement: Statement, values: readonly unknown[], handOver: HandOver): Promise<boolean> {
    return await this.database.work(async () => {
      const rows = await this.database.query<QueueableRow>(statement, values);
      if (rows.length > 0) await handOver(rows);
      return rows.length === batchSize;
    });
  }
}
