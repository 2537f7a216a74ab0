import { prepared } from '@sentrybox/database';
import type { Database, Statement } from '@sentrybox/database';
import type { HeldLease } from './work-rows';

// One statement, because this is in the way of a request. Work with a due time has no outbox row: it is found by its time.
const insert = prepared(`
  WITH accepted AS (
    INSERT INTO work (id, team_id, kind, due_at, traceparent) VALUES ($1, $2, $3, coalesce($4, now()), $5)
    ON CONFLICT (id) DO NOTHING RETURNING id, team_id)
  INSERT INTO outbox (team_id, work_id) SELECT team_id, id FROM accepted WHERE $4::timestamptz IS NULL`);

const cancel = prepared(`
  UPDATE work SET state = 'cancelled', finished_at = now(), queued_at = NULL, lease_owner = NULL, lease_until = NULL
   WHERE id = $1 AND team_id = $2 AND state IN ('waiting', 'running')`);

const cancelAny = prepared(`
  WITH before AS (
    SELECT id, state FROM work
     WHERE id = $1 AND team_id = $2 AND state IN ('waiting', 'running', 'failed') FOR UPDATE)
  UPDATE work
     SET state = 'cancelled', finished_at = now(), queued_at = NULL, lease_owner = NULL, lease_until = NULL
    FROM before WHERE work.id = before.id
  RETURNING before.state`);

const repeat = prepared(`
  UPDATE work SET state = 'waiting', due_at = now(), attempt = 0, last_error = NULL, finished_at = NULL
   WHERE id = $1 AND team_id = $2 AND state = 'failed'`);

const end = prepared(`
  UPDATE work
     SET state = $4, last_error = $5, finished_at = now(), queued_at = NULL, lease_owner = NULL, lease_until = NULL
   WHERE id = $1 AND team_id = $2 AND fence = $3 AND state = 'running'`);

const park = prepared(`
  UPDATE work
     SET state = 'waiting', due_at = $4, attempt = 0, last_error = NULL, queued_at = NULL, lease_owner = NULL,
         lease_until = NULL
   WHERE id = $1 AND team_id = $2 AND fence = $3 AND state = 'running'`);

export interface NewWork {
  readonly id: string;
  readonly teamId: string;
  readonly kind: string;
  readonly dueAt: Date | undefined;
  /** Span that accepts it, where traced. */
  readonly traceparent: string | undefined;
}

/** Work rows inside the transaction of their team, on the api role. */
export class TeamWorkStore {
  constructor(private readonly database: Database) {}

  /** @returns whether the relay has something to hand over: the work is new and due. */
  async insert(row: NewWork): Promise<boolean> {
    const { id, teamId, kind, dueAt = null, traceparent = null } = row;
    return await this.touchesOne(insert, [id, teamId, kind, dueAt, traceparent]);
  }

  /** @returns false when the work has ended before, or is not this team's. */
  async cancel(teamId: string, id: string): Promise<boolean> {
    return await this.touchesOne(cancel, [id, teamId]);
  }

  /** Cancels, and puts dead letters away. @returns the state before; undefined when it had ended otherwise. */
  async cancelAny(teamId: string, id: string): Promise<'waiting' | 'running' | 'failed' | undefined> {
    const [row] = await this.database.query<{ state: 'waiting' | 'running' | 'failed' }>(cancelAny, [id, teamId]);
    return row?.state;
  }

  /** A dead letter waits again, with its attempts counted anew. @returns false when it is none. */
  async repeat(teamId: string, id: string): Promise<boolean> {
    return await this.touchesOne(repeat, [id, teamId]);
  }

  /** @returns false when the lease is lost. */
  async end(lease: HeldLease, teamId: string, state: 'done' | 'failed', errorCode: string | null): Promise<boolean> {
    return await this.touchesOne(end, [lease.id, teamId, lease.fence, state, errorCode]);
  }

  /** Back to waiting until `dueAt`, with the count of attempts starting again. @returns false when the lease is lost. */
  async park(lease: HeldLease, teamId: string, dueAt: Date): Promise<boolean> {
    return await this.touchesOne(park, [lease.id, teamId, lease.fence, dueAt]);
  }

  private async touchesOne(statement: Statement, values: readonly unknown[]): Promise<boolean> {
    return (await this.database.execute(statement, values)) === 1;
  }
}
