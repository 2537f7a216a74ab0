import { randomBytes } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { AppName } from '@sentrybox/contracts';
import type { Database } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import type { Logger, Metrics } from '@sentrybox/observability';
import type { AnyHandler } from './commands/command-work';
import { HandlerRegistry } from './handler-registry';
import { QueueMetrics } from './queue.metrics';
import { defaultTiming } from './queue-timing';
import type { QueueTiming } from './queue-timing';
import { JobQueues } from './redis/job-queues';
import { QueueConnections } from './redis/queue-connections';
import { Reconciler } from './relay/reconciler';
import { RecurringWork } from './relay/recurring-work';
import type { Recurrence } from './relay/recurring-work';
import { Relay } from './relay/relay';
import { BlockedLoopGuard } from './running/blocked-loop-guard';
import { JobWorkers } from './running/job-workers';
import { LeaseKeeper } from './running/lease-keeper';
import { WorkRunner } from './running/work-runner';
import { LeaseStore } from './store/lease-store';
import { QueueingStore } from './store/queueing-store';
import type { Window } from './store/queueing-store';
import { TeamWorkStore } from './store/team-work-store';
import { TickStore } from './store/tick-store';
import { UpkeepStore } from './store/upkeep-store';
import type { WorkHandler } from './work-handler';

export interface QueueOptions {
  readonly app: AppName;
  /** redis:// or rediss://, as in REDIS_URL. */
  readonly redisUrl: string;
  /** Every handler of the app, of commands and outcomes too, in every role: work without one is not accepted. */
  readonly handlers: readonly Type<AnyHandler>[];
  /** Work of the platform that comes again; a handler of each is among the handlers. */
  readonly recurring?: readonly Recurrence[];
  /** Days for which ended work is kept: done, failed and cancelled. Default 30. */
  readonly retentionDays?: number;
  /** Whether this process does work (roles `all` and `worker`) or only accepts it (`api`). Default true. */
  readonly runsWork?: boolean;
  /** For tests; default: `defaultTiming`. */
  readonly timing?: Partial<QueueTiming>;
}

/** Everything of one process that accepts work and, in a worker, does it. */
export class QueueRuntime {
  readonly handlers: HandlerRegistry;
  readonly teamWork: TeamWorkStore;
  readonly relay: Relay;
  private readonly timing: QueueTiming;
  private readonly connections: QueueConnections;
  private readonly queues: JobQueues;
  private readonly queueing: QueueingStore;
  private readonly keeper: LeaseKeeper;
  private readonly runner: WorkRunner;
  private readonly metrics: QueueMetrics;
  private reconciler: Reconciler | undefined;
  private workers: JobWorkers | undefined;
  private guard: BlockedLoopGuard | undefined;

  constructor(
    private readonly options: QueueOptions,
    readonly database: Database,
    metrics: Metrics,
    private readonly logger: Logger,
  ) {
    this.timing = { ...defaultTiming, ...options.timing };
    this.handlers = new HandlerRegistry(options.app, options.handlers);
    this.metrics = new QueueMetrics(metrics);
    this.connections = new QueueConnections(options.redisUrl, logger);
    this.queues = new JobQueues(this.connections.producer, logger);
    this.teamWork = new TeamWorkStore(database);
    this.queueing = new QueueingStore(database, () => this.handlers.all.map(windowOf));
    const relay = new Relay(this.queueing, this.queues, logger);
    this.relay = relay;
    const leases = new LeaseStore(database, this.timing.leaseMs);
    this.keeper = new LeaseKeeper(leases, this.timing, logger);
    const stores = { database, teamWork: this.teamWork, leases };
    const owner = `${options.app}-${process.pid}-${randomBytes(6).toString('hex')}`;
    this.runner = new WorkRunner(owner, stores, this.keeper, this.timing, this.metrics, logger, () => {
      relay.madeRoom();
    });
  }

  /** Call once the handlers are loaded. Does not wait for Redis or PostgreSQL. */
  start(): void {
    this.connections.open();
    if (this.options.runsWork === false || this.handlers.all.length === 0) return;
    const { runner, timing, metrics, logger } = this;
    this.reconciler = this.reconcilerOf(this.options);
    this.workers = new JobWorkers(this.handlers.all, this.connections.forWorkers(), runner, timing, metrics, logger);
    this.keeper.start();
    this.reconciler.start();
    if (timing.blockedLimitMs > 0) {
      this.guard = new BlockedLoopGuard(timing.blockedLimitMs);
      this.guard.start();
    }
  }

  /** Takes no more work, waits at most 10 s for what runs, gives back what did not end. */
  async stop(): Promise<void> {
    await Promise.all([this.workers?.pause(), this.reconciler?.stop()]);
    const isIdle = await this.runner.drain();
    await Promise.all([this.keeper.stop(), this.relay.close(), this.guard?.stop()]);
    await this.workers?.close(isIdle);
    await this.queues.close();
    this.connections.close();
  }

  private reconcilerOf({ recurring = [], retentionDays = 30 }: QueueOptions): Reconciler {
    const orphan = recurring.find(({ work }) => !this.handlers.handles(work));
    if (orphan !== undefined) throw bug(`Recurring work ${orphan.work.name} has no handler in this app`);
    const { database, queueing, queues, relay, timing, metrics, logger } = this;
    const ticks = new RecurringWork(recurring, new TickStore(database), metrics);
    const parts = { queueing, upkeep: new UpkeepStore(database), queues, relay, recurring: ticks };
    return new Reconciler(parts, this.handlers.kinds, retentionDays, timing, metrics, logger);
  }
}

// Twice what one process runs at once: enough to keep workers busy until the next round, and no more of one team's work
// in front of another team's than that.
function windowOf({ definition }: WorkHandler): Window {
  return { kind: definition.name, size: 2 * definition.concurrency };
}
