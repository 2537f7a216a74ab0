import type { Logger } from '@sentrybox/observability';
import type { QueueMetrics } from '../queue.metrics';
import type { QueueTiming } from '../queue-timing';
import type { JobQueues } from '../redis/job-queues';
import type { QueueingStore } from '../store/queueing-store';
import { purgeBatch } from '../store/upkeep-store';
import type { UpkeepStore } from '../store/upkeep-store';
import { Ticker } from '../ticker';
import type { RecurringWork } from './recurring-work';
import type { Relay } from './relay';

export interface ReconcilerParts {
  readonly queueing: QueueingStore;
  readonly upkeep: UpkeepStore;
  readonly queues: JobQueues;
  readonly relay: Relay;
  readonly recurring: RecurringWork;
}

/**
 * Keeps Redis in step with the rows, in every worker process: all of it is safe to run many times at once.
 * Every second, and exactly when the next lease runs out or the next row gets due: run-out leases, ticks of recurring
 * work, the outbox and due rows. Every five: rows that were handed over and have no job in Redis (it lost its data), and
 * the gauges. Every ten minutes: rows that ended long ago.
 */
export class Reconciler {
  private readonly tickers: readonly Ticker[];

  constructor(
    private readonly parts: ReconcilerParts,
    private readonly kinds: readonly string[],
    private readonly retentionDays: number,
    private readonly timing: QueueTiming,
    private readonly metrics: QueueMetrics,
    logger: Logger,
  ) {
    this.tickers = [
      new Ticker('work_dispatch', timing.dispatchEveryMs, async () => this.dispatch(), logger),
      new Ticker('work_reconcile', timing.reconcileEveryMs, async () => this.reconcile(), logger),
      new Ticker('work_purge', timing.purgeEveryMs, async () => this.purge(), logger),
    ];
  }

  start(): void {
    for (const ticker of this.tickers) ticker.start();
  }

  async stop(): Promise<void> {
    await Promise.all(this.tickers.map(async (ticker) => ticker.stop()));
  }

  private async dispatch(): Promise<number | undefined> {
    const { upkeep, recurring, relay } = this.parts;
    this.metrics.reconciled('lease_expired', await upkeep.expireLeases());
    await recurring.tick();
    await relay.run();
    return await upkeep.nextEventInMs();
  }

  private async reconcile(): Promise<void> {
    const { pending, oldestSeconds } = await this.parts.upkeep.outbox();
    this.metrics.outbox(pending, oldestSeconds);
    this.metrics.due(await this.parts.upkeep.backlog(), this.kinds);
    // Goes on while jobs are missing (all of them are, after a flush); a mere backlog is looked at batch by batch.
    let isMoreMissing = true;
    while (isMoreMissing) isMoreMissing = await this.restoreBatch();
    for (const kind of this.kinds) this.metrics.jobCounts(kind, await this.parts.queues.counts(kind));
  }

  private async restoreBatch(): Promise<boolean> {
    const { queueing, queues } = this.parts;
    let restored = 0;
    const isFull = await queueing.recheckQueued(this.timing.reconcileEveryMs * 0.8, async (rows) => {
      const missing = await queues.missing(rows);
      if (missing.length > 0) await queues.add(missing);
      restored = missing.length;
    });
    this.metrics.reconciled('job_restored', restored);
    return isFull && restored > 0;
  }

  // Small transactions one after the other: nobody waits for a lock, and a stopped process stops soon.
  private async purge(): Promise<number | undefined> {
    const purged = await this.parts.upkeep.purge(this.retentionDays);
    this.metrics.reconciled('purged', purged);
    return purged === purgeBatch ? 0 : undefined;
  }
}
