import { randomBytes } from 'node:crypto';
import type { Type } from '@nestjs/common';
import type { AppName } from '@sentrybox/contracts';
import type { Database } from '@sentrybox/database';
import type { Logger, Metrics } from '@sentrybox/observability';
import { HandlerRegistry } from './handler-registry';
import { QueueMetrics } from './queue.metrics';
import { defaultTiming } from './queue-timing';
import type { QueueTiming } from './queue-timing';
import { JobQueues } from './redis/job-queues';
import { QueueConnections } from './redis/queue-connections';
import { Reconciler } from './relay/reconciler';
import { Relay } from './relay/relay';
import { JobWorkers } from './running/job-workers';
import { LeaseKeeper } from './running/lease-keeper';
import { WorkRunner } from './running/work-runner';
import { LeaseStore } from './store/lease-store';
import { QueueingStore } from './store/queueing-store';
import { TeamWorkStore } from './store/team-work-store';
import type { WorkHandler } from './work-handler';

export interface QueueOptions {
  readonly app: AppName;
  /** redis:// or rediss://, as in REDIS_URL. */
  readonly redisUrl: string;
  /** Every handler of the app, in every role: work without one is not accepted. */
  readonly handlers: readonly Type<WorkHandler>[];
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
  private readonly leases: LeaseStore;
  private readonly keeper: LeaseKeeper;
  private readonly runner: WorkRunner;
  private readonly metrics: QueueMetrics;
  private reconciler: Reconciler | undefined;
  private workers: JobWorkers | undefined;

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
    this.queueing = new QueueingStore(database);
    this.relay = new Relay(this.queueing, this.queues, logger);
    this.leases = new LeaseStore(database, this.timing.leaseMs);
    this.keeper = new LeaseKeeper(this.leases, this.timing, logger);
    const stores = { database, teamWork: this.teamWork, leases: this.leases };
    const owner = `${options.app}-${process.pid}-${randomBytes(6).toString('hex')}`;
    this.runner = new WorkRunner(owner, stores, this.keeper, this.timing, this.metrics, logger);
  }

  /** Call once the handlers are loaded. Does not wait for Redis or PostgreSQL. */
  start(): void {
    this.connections.open();
    if (this.options.runsWork === false || this.handlers.all.length === 0) return;
    const { queueing, queues, relay, runner, timing, metrics, logger } = this;
    this.reconciler = new Reconciler(queueing, queues, relay, this.handlers.kinds, timing, metrics, logger);
    this.workers = new JobWorkers(this.handlers.all, this.connections.forWorkers(), runner, timing, metrics, logger);
    this.keeper.start();
    this.reconciler.start();
  }

  /** Takes no more work, waits at most 10 s for what runs, gives back what did not end. */
  async stop(): Promise<void> {
    await Promise.all([this.workers?.pause(), this.reconciler?.stop()]);
    const isIdle = await this.runner.drain();
    await Promise.all([this.keeper.stop(), this.relay.close()]);
    await this.workers?.close(isIdle);
    await this.queues.close();
    this.connections.close();
  }
}
