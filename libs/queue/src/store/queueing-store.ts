import { prepared } from '@sentrybox/database';
import type { Database, Statement } from '@sentrybox/database';
import type { QueueableRow } from './work-rows';

const batchSize = 500;

// What is handed over here is written again by the next round if the server loses it: no need to wait for its disk.
const withoutWaitingForDisk = 'SET LOCAL synchronous_commit TO off';

const takeOutbox = prepared(`
  WITH batch AS (SELECT id FROM outbox ORDER BY id LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
  DELETE FROM outbox USING batch WHERE outbox.id = batch.id`);

// Of each kind as many rows as its window in Redis has room for. The teams take turns: a row's turn is how much of its
// team runs or lies in Redis already, and how many of the team's rows come before it; among equal turns the older wins.
// So the cost depends on the number of teams and the size of the window, not on how much anybody has waiting. `chosen`
// says IS NULL in other words, lest a planner without statistics (after a bulk insert, say) goes over the whole backlog
// instead of the primary key: 770 ms instead of 2 for 10,000 rows.
const takeInTurns = prepared(`
  WITH RECURSIVE room AS MATERIALIZED (
    SELECT k.kind, k.size - (
             SELECT count(*) FROM work w
              WHERE w.kind = k.kind AND w.state = 'waiting' AND w.queued_at IS NOT NULL)::integer AS free
      FROM unnest($1::text[], $2::integer[]) AS k (kind, size)),
  team (kind, free, team_id) AS (
    SELECT room.kind, room.free, w.team_id FROM room CROSS JOIN LATERAL (
      SELECT team_id FROM work
       WHERE kind = room.kind AND state = 'waiting' AND queued_at IS NULL
       ORDER BY team_id LIMIT 1) AS w
     WHERE room.free > 0
    UNION ALL
    SELECT team.kind, team.free, w.team_id FROM team CROSS JOIN LATERAL (
      SELECT team_id FROM work
       WHERE kind = team.kind AND state = 'waiting' AND queued_at IS NULL AND team_id > team.team_id
       ORDER BY team_id LIMIT 1) AS w),
  busy AS (
    SELECT kind, team_id, count(*) AS rows FROM (
      SELECT kind, team_id FROM work WHERE state = 'running'
      UNION ALL
      SELECT kind, team_id FROM work WHERE state = 'waiting' AND queued_at IS NOT NULL) AS taken
     GROUP BY kind, team_id),
  candidate AS (
    SELECT team.kind, team.free, w.id, w.due_at, coalesce(busy.rows, 0)
             + row_number() OVER (PARTITION BY team.kind, team.team_id ORDER BY w.due_at, w.id) AS turn
      FROM team
      CROSS JOIN LATERAL (
        SELECT id, due_at FROM work
         WHERE kind = team.kind AND team_id = team.team_id AND state = 'waiting' AND queued_at IS NULL
           AND due_at <= now()
         ORDER BY due_at, id LIMIT team.free) AS w
      LEFT JOIN busy ON busy.kind = team.kind AND busy.team_id = team.team_id),
  placed AS (
    SELECT id, free, row_number() OVER (PARTITION BY kind ORDER BY turn, due_at, id) AS place FROM candidate),
  chosen AS (
    SELECT id FROM work
     WHERE id = ANY (ARRAY(SELECT id FROM placed WHERE place <= free))
       AND state = 'waiting' AND coalesce(queued_at, '-infinity') = '-infinity'
     FOR UPDATE SKIP LOCKED)
  UPDATE work SET queued_at = now() FROM chosen WHERE work.id = chosen.id
  RETURNING work.id, work.kind, work.fence, work.traceparent`);

const isMoreDue = prepared(`
  SELECT 1 AS found FROM unnest($1::text[]) AS k (kind) CROSS JOIN LATERAL (
    SELECT 1 FROM work
     WHERE kind = k.kind AND state = 'waiting' AND queued_at IS NULL AND due_at <= now() LIMIT 1) AS w
   LIMIT 1`);

const takeLongQueued = prepared(`
  WITH old AS (
    SELECT id FROM work WHERE state = 'waiting' AND queued_at < now() - $1 * interval '1 millisecond'
     ORDER BY queued_at LIMIT ${batchSize} FOR UPDATE SKIP LOCKED)
  UPDATE work SET queued_at = now() FROM old WHERE work.id = old.id
  RETURNING work.id, work.kind, work.fence, work.traceparent`);

/** How a row of a batch is handed to Redis; what it throws undoes the batch. */
type HandOver = (rows: readonly QueueableRow[]) => Promise<void>;

/** How much of one kind may lie in Redis at a time. */
export interface Window {
  readonly kind: string;
  readonly size: number;
}

/** What a round of handing over did, and whether due rows are left for which Redis has no room. */
export interface HandedOver {
  readonly count: number;
  readonly isMoreDue: boolean;
}

/**
 * Rows on their way to Redis, on the work role. Each method marks a batch and hands it over inside one transaction: a
 * crash in between leaves a job too many, never one too few, and a job too many finds nothing to claim.
 */
export class QueueingStore {
  /** @param windowsOf asked each time: handlers are known later than this is made. */
  constructor(
    private readonly database: Database,
    private readonly windowsOf: () => readonly Window[],
  ) {}

  /** Accepted work and rows whose time has come, as many as the windows have room for, the teams in turn. */
  async handOverDue(handOver: HandOver): Promise<HandedOver> {
    const windows = this.windowsOf();
    const kinds = windows.map(({ kind }) => kind);
    const sizes = windows.map(({ size }) => size);
    return await this.database.work(async () => {
      // Sent together: one round trip.
      const [, , rows, more] = await Promise.all([
        this.database.execute(withoutWaitingForDisk),
        this.database.execute(takeOutbox),
        this.database.query<QueueableRow>(takeInTurns, [kinds, sizes]),
        this.database.query<{ found: number }>(isMoreDue, [kinds]),
      ]);
      if (rows.length > 0) await handOver(rows);
      return { count: rows.length, isMoreDue: more.length > 0 };
    });
  }

  /** Rows that were handed over at least `ageMs` ago and are still not claimed. @returns whether there may be more. */
  async recheckQueued(ageMs: number, handOver: HandOver): Promise<boolean> {
    return await this.handOverBatch(takeLongQueued, [ageMs], handOver);
  }

  private async handOverBatch(statement: Statement, values: readonly unknown[], handOver: HandOver): Promise<boolean> {
    return await this.database.work(async () => {
      const rows = await this.database.query<QueueableRow>(statement, values);
      if (rows.length > 0) await handOver(rows);
      return rows.length === batchSize;
    });
  }
}
