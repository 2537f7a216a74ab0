import type { Logger } from '@sentrybox/observability';
import type { QueueMetrics } from '../queue.metrics';
import type { QueueTiming } from '../queue-timing';
import type { JobQueues } from '../redis/job-queues';
import type { QueueingStore } from '../store/queueing-store';
import { Ticker } from '../ticker';
import type { Relay } from './relay';

/**
 * Keeps Redis in step with the rows, in every worker process: all of it is safe to run many times at once.
 * Every second: the outbox, rows whose time has come, leases that ran out. Every five: rows that were handed over and
 * have no job in Redis (it lost its data), and the gauges.
 */
export class Reconciler {
  private readonly dispatching: Ticker;
  private readonly reconciling: Ticker;

  constructor(
    private readonly store: QueueingStore,
    private readonly queues: JobQueues,
    private readonly relay: Relay,
    private readonly kinds: readonly string[],
    private readonly timing: QueueTiming,
    private readonly metrics: QueueMetrics,
    logger: Logger,
  ) {
    this.dispatching = new Ticker('work_dispatch', timing.dispatchEveryMs, async () => this.dispatch(), logger);
    this.reconciling = new Ticker('work_reconcile', timing.reconcileEveryMs, async () => this.reconcile(), logger);
  }

  start(): void {
    this.dispatching.start();
    this.reconciling.start();
  }

  async stop(): Promise<void> {
    await Promise.all([this.dispatching.stop(), this.reconciling.stop()]);
  }

  private async dispatch(): Promise<void> {
    this.metrics.reconciled('lease_expired', await this.store.expireLeases());
    await this.relay.run();
    while (await this.store.queueDue(async (rows) => this.queues.add(rows)));
  }

  private async reconcile(): Promise<void> {
    const { pending, oldestSeconds } = await this.store.outbox();
    this.metrics.outbox(pending, oldestSeconds);
    this.metrics.oldestDue(await this.store.oldestDue(), this.kinds);
    // Goes on while jobs are missing (all of them are, after a flush); a mere backlog is looked at batch by batch.
    let isMoreMissing = true;
    while (isMoreMissing) isMoreMissing = await this.restoreBatch();
  }

  private async restoreBatch(): Promise<boolean> {
    let restored = 0;
    const isFull = await this.store.recheckQueued(this.timing.reconcileEveryMs * 0.8, async (rows) => {
      const missing = await this.queues.missing(rows);
      if (missing.length > 0) await this.queues.add(missing);
      restored = missing.length;
    });
    this.metrics.reconciled('job_restored', restored);
    return isFull && restored > 0;
  }
}
