import type { LeaseStore } from '../store/lease-store';
import { Ticker } from '../ticker';
import type { Logger } from '@sentrybox/observability';
import type { QueueTiming } from '../queue-timing';
import type { LeasedItem } from './leased-item';

/** Renews the leases of everything that runs in this process, in one statement, and tells handlers that lost theirs. */
export class LeaseKeeper {
  private readonly items = new Set<LeasedItem>();
  private readonly ticker: Ticker;

  constructor(
    private readonly leases: LeaseStore,
    private readonly timing: QueueTiming,
    logger: Logger,
  ) {
    this.ticker = new Ticker('lease_renewal', timing.renewEveryMs, async () => this.renewAll(), logger);
  }

  start(): void {
    this.ticker.start();
  }

  async stop(): Promise<void> {
    await this.ticker.stop();
  }

  get running(): readonly LeasedItem[] {
    return [...this.items];
  }

  /** Keeps the lease while `work` runs. */
  async during<T>(item: LeasedItem, work: () => Promise<T>): Promise<T> {
    this.items.add(item);
    try {
      return await work();
    } finally {
      this.items.delete(item);
    }
  }

  private async renewAll(): Promise<void> {
    const items = this.running.filter((item) => !item.isSettled && !item.isLost);
    if (items.length === 0) return;
    try {
      const held = await this.leases.renew(items);
      for (const item of items) {
        if (held.has(item.id)) item.confirmedAt = performance.now();
        else item.lose();
      }
    } catch (error) {
      // Nobody confirmed these in time: another worker may hold them by now.
      const oldest = performance.now() - this.timing.leaseMs;
      for (const item of items) if (item.confirmedAt < oldest) item.lose();
      throw error;
    }
  }
}
