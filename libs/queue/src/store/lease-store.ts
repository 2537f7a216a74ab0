import { prepared } from '@sentrybox/database';
import type { Database } from '@sentrybox/database';
import type { ClaimedRow, HeldLease } from './work-rows';

// Times are the database's: leases of two hosts are never compared by their own clocks. A lease that ran out is first
// taken back by the upkeep, which leaves a mark on the row; one that is marked and had $6 attempts is a suspect and is
// claimed by who asks for one ($5).
const claim = prepared(`
  UPDATE work
     SET state = 'running', fence = fence + 1, attempt = attempt + 1, queued_at = NULL,
         lease_owner = $3, lease_until = now() + $4 * interval '1 millisecond'
   WHERE id = $1 AND kind = $2
     AND state = 'waiting' AND due_at <= now() AND $5 = (last_error IS NOT DISTINCT FROM 'worker_lost' AND attempt >= $6)
  RETURNING team_id, fence, attempt, created_at, traceparent`);

const isSuspect = prepared(`
  SELECT FROM work
   WHERE id = $1 AND kind = $2 AND state = 'waiting' AND due_at <= now() AND last_error = 'worker_lost' AND attempt >= $3`);

const postponeSuspect = prepared(`
  UPDATE work SET due_at = now() + interval '1 second', queued_at = NULL
   WHERE id = $1 AND state = 'waiting' AND last_error = 'worker_lost'`);

// A row that is locked is being finished by this very process, or looked at; it is asked for again without a lock.
const renew = prepared(`
  WITH held AS (
    SELECT w.id FROM work w JOIN unnest($1::uuid[], $2::bigint[]) AS mine (id, fence) USING (id, fence)
     WHERE w.state = 'running' FOR UPDATE OF w SKIP LOCKED)
  UPDATE work SET lease_until = now() + $3 * interval '1 millisecond' FROM held WHERE work.id = held.id
  RETURNING work.id`);

const stillHeld = prepared(`
  SELECT w.id FROM work w JOIN unnest($1::uuid[], $2::bigint[]) AS mine (id, fence) USING (id, fence)
   WHERE w.state = 'running'`);

const retry = prepared(`
  UPDATE work
     SET state = 'waiting', due_at = now() + $3 * interval '1 millisecond', queued_at = NULL,
         lease_owner = NULL, lease_until = NULL, last_error = $4
   WHERE id = $1 AND fence = $2 AND state = 'running'`);

const release = prepared(`
  UPDATE work
     SET state = 'waiting', due_at = now(), queued_at = NULL, lease_owner = NULL, lease_until = NULL,
         attempt = greatest(attempt - 1, 0)
   WHERE id = $1 AND fence = $2 AND state = 'running'`);

const unqueue = prepared(`UPDATE work SET queued_at = NULL WHERE id = $1 AND state = 'waiting'`);

interface ClaimRow {
  readonly team_id: string;
  readonly fence: string;
  readonly attempt: number;
  readonly created_at: Date;
  readonly traceparent: string | null;
}

export interface Claim {
  readonly id: string;
  readonly kind: string;
  /** Names this process. */
  readonly owner: string;
  /** Whether to claim the row only if it is a suspect, or only if it is none. */
  readonly isSuspect: boolean;
  /** A row is a suspect when its last worker was lost and it had so many attempts. */
  readonly suspectAttempts: number;
}

/** Leases on rows of all teams, on the work role. Every change is a compare-and-set under the fence of the claim. */
export class LeaseStore {
  constructor(
    private readonly database: Database,
    private readonly leaseMs: number,
  ) {}

  /** Leases a row that is due. Undefined: there is nothing to do (any more, or yet). */
  async claim({ id, kind, owner, isSuspect, suspectAttempts }: Claim): Promise<ClaimedRow | undefined> {
    const values = [id, kind, owner, this.leaseMs, isSuspect, suspectAttempts];
    const [row] = await this.database.work(() => this.database.query<ClaimRow>(claim, values));
    if (row === undefined) return undefined;
    const { team_id: teamId, fence, attempt, created_at: createdAt, traceparent } = row;
    return { id, teamId, fence, attempt, createdAt, traceparent: traceparent ?? undefined };
  }

  /** Whether the row waits to be claimed as a suspect. */
  async isSuspect({ id, kind, suspectAttempts }: Claim): Promise<boolean> {
    return (await this.run(isSuspect, [id, kind, suspectAttempts])) === 1;
  }

  /** @returns the ids whose lease this process still holds. */
  async renew(leases: readonly HeldLease[]): Promise<ReadonlySet<string>> {
    const columns = [leases.map(({ id }) => id), leases.map(({ fence }) => fence)];
    return await this.database.work(async () => {
      const renewed = await this.database.query<{ id: string }>(renew, [...columns, this.leaseMs]);
      const rest = renewed.length < leases.length ? await this.database.query<{ id: string }>(stillHeld, columns) : [];
      return new Set([...renewed, ...rest].map(({ id }) => id));
    });
  }

  /** Back to waiting after a failure, due in `delayMs`. @returns false when the lease is lost. */
  async retryLater({ id, fence }: HeldLease, delayMs: number, errorCode: string): Promise<boolean> {
    return (await this.run(retry, [id, fence, delayMs, errorCode])) === 1;
  }

  /** Back to waiting, due now, as if it had not been claimed. @returns false when the lease is lost. */
  async release({ id, fence }: HeldLease): Promise<boolean> {
    return (await this.run(release, [id, fence])) === 1;
  }

  /** Another suspect runs here: this one is tried again in a second, perhaps by another process. */
  async postponeSuspect(id: string): Promise<void> {
    await this.run(postponeSuspect, [id]);
  }

  /** The job of this row was not used: it needs another one. */
  async unqueue(id: string): Promise<void> {
    await this.run(unqueue, [id]);
  }

  private async run(statement: typeof retry, values: readonly unknown[]): Promise<number> {
    return await this.database.work(() => this.database.execute(statement, values));
  }
}
