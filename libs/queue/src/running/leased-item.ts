import { bug } from '@sentrybox/errors';
import type { Database } from '@sentrybox/database';
import type { LeaseStore } from '../store/lease-store';
import type { TeamWorkStore } from '../store/team-work-store';
import type { ClaimedRow } from '../store/work-rows';
import type { WorkItem } from '../work-handler';
import { isErrorCode, leaseLost } from '../work.errors';

export interface ItemStores {
  readonly database: Database;
  readonly teamWork: TeamWorkStore;
  readonly leases: LeaseStore;
}

/** A claimed row in the hands of its handler. */
export class LeasedItem implements WorkItem {
  readonly id: string;
  readonly teamId: string;
  readonly fence: string;
  readonly attempt: number;
  readonly createdAt: Date;
  /** Monotonic time of the last moment at which the database confirmed the lease. */
  confirmedAt = performance.now();
  private readonly abort = new AbortController();
  private settled = false;
  private lost = false;

  constructor(
    row: ClaimedRow,
    private readonly stores: ItemStores,
  ) {
    this.id = row.id;
    this.teamId = row.teamId;
    this.fence = row.fence;
    this.attempt = row.attempt;
    this.createdAt = row.createdAt;
  }

  get signal(): AbortSignal {
    return this.abort.signal;
  }

  /** One of finish, waitUntil and fail was committed. */
  get isSettled(): boolean {
    return this.settled;
  }

  get isLost(): boolean {
    return this.lost;
  }

  async finish(fn?: () => Promise<void>): Promise<void> {
    await this.settle(() => this.stores.teamWork.end(this, this.teamId, 'done', null), fn);
  }

  async waitUntil(dueAt: Date, fn?: () => Promise<void>): Promise<void> {
    await this.settle(() => this.stores.teamWork.park(this, this.teamId, dueAt), fn);
  }

  async fail(code: string, fn?: () => Promise<void>): Promise<void> {
    if (!isErrorCode(code)) throw bug('The reason of a failure is a code in lower snake case');
    await this.settle(() => this.stores.teamWork.end(this, this.teamId, 'failed', code), fn);
  }

  async ensureLeased(): Promise<void> {
    if (this.lost || !(await this.stores.leases.renew([this])).has(this.id)) {
      this.lose();
      throw leaseLost();
    }
    this.confirmedAt = performance.now();
  }

  /** The row is somebody else's, or nobody's: stops the handler if it listens, and refuses its writes. */
  lose(): void {
    if (this.settled || this.lost) return;
    this.lost = true;
    this.abort.abort(leaseLost());
  }

  /** Asks the handler to stop; the lease is still held. */
  interrupt(reason: Error): void {
    this.abort.abort(reason);
  }

  // The compare-and-set comes first: it locks the row, so that nobody can take the work while fn writes.
  private async settle(compareAndSet: () => Promise<boolean>, fn?: () => Promise<void>): Promise<void> {
    if (this.settled) throw bug('The work has been ended or parked before');
    if (this.lost) throw leaseLost();
    await this.stores.database.inTeam(this.teamId, async () => {
      if (!(await compareAndSet())) {
        this.lose();
        throw leaseLost();
      }
      this.stores.database.afterCommit(() => {
        this.settled = true;
      });
      await fn?.();
    });
  }
}
