import type { AppName, CommandDefinition } from '@sentrybox/contracts';
import type { Database } from '@sentrybox/database';
import type { PairKeys } from '@sentrybox/messaging';
import type { Logger, Metrics } from '@sentrybox/observability';
import { QueueConnections } from '../redis/queue-connections';
import type { AcceptsWork } from '../accepts-work';
import { commandDefinitions } from './command-catalogue';
import { CommandIntake } from './command-intake';
import type { CommandPlace } from './command-intake';
import { CommandMetrics } from './command.metrics';
import type { outcomeBodySchema } from './command-message';
import { CommandQueues } from './command-queues';
import { CommandRelay } from './command-relay';
import { CommandStore } from './command-store';
import type { MessageRow } from './command-store';
import { defaultCommandTiming } from './command-timing';
import type { CommandTiming } from './command-timing';
import { CommandWorkers } from './command-workers';
import type { z } from 'zod';

export interface CommandOptions {
  readonly app: AppName;
  /** redis:// or rediss://, as in REDIS_URL. */
  readonly redisUrl: string;
  /** Whether this process receives (roles `all` and `worker`) or only sends (`api`). Default true. */
  readonly runsWork?: boolean;
  /** Default: every command of libs/contracts. Tests bring their own. */
  readonly definitions?: readonly CommandDefinition[];
  /** For tests; default: `defaultCommandTiming`. */
  readonly timing?: Partial<CommandTiming>;
}

/** Everything of one process that sends and receives durable messages. */
export class CommandRuntime implements CommandPlace {
  readonly app: AppName;
  readonly definitions: readonly CommandDefinition[];
  readonly store: CommandStore;
  readonly queues: CommandQueues;
  readonly relay: CommandRelay;
  private readonly timing: CommandTiming;
  private readonly connections: QueueConnections;
  private readonly metrics: CommandMetrics;
  private workers: CommandWorkers | undefined;

  constructor(
    private readonly options: CommandOptions,
    private readonly database: Database,
    private readonly keys: PairKeys,
    metrics: Metrics,
    private readonly logger: Logger,
  ) {
    const { app, redisUrl } = options;
    this.app = app;
    this.definitions = options.definitions ?? commandDefinitions();
    this.timing = { ...defaultCommandTiming, ...options.timing };
    this.metrics = new CommandMetrics(metrics, logger);
    this.connections = new QueueConnections(redisUrl, logger);
    this.store = new CommandStore(database);
    this.queues = new CommandQueues(app, keys, this.connections.producer, logger);
    this.relay = new CommandRelay(app, database, this.store, this.queues, this.timing, this.metrics, logger);
  }

  /** The services with which this one exchanges commands, in either direction. */
  get peers(): AppName[] {
    const { app, definitions } = this;
    const callers = definitions.filter(({ owner }) => owner === app).flatMap((definition) => definition.callers);
    const owners = definitions.filter((definition) => definition.callers.includes(app)).map(({ owner }) => owner);
    return [...new Set([...callers, ...owners])];
  }

  /** Connects and, in a worker, receives. Does not wait for Redis or PostgreSQL; opens nothing without a peer. */
  start(work: AcceptsWork): void {
    const { app, database, keys, peers, timing, metrics, logger } = this;
    if (peers.length === 0) return;
    this.connections.open();
    if (this.options.runsWork === false) return;
    const intake = new CommandIntake(this, database, work, keys, metrics, logger);
    this.workers = new CommandWorkers(app, peers, this.connections.forWorkers(), intake, timing, logger);
    this.relay.start();
  }

  async stop(): Promise<void> {
    await this.workers?.close();
    await this.relay.close();
    await this.queues.close();
    this.connections.close();
  }

  /** Writes the one outcome of a command into the current transaction; a second one is left out. */
  async answer(command: MessageRow, id: string, body: z.input<typeof outcomeBodySchema>): Promise<void> {
    const { teamId } = command;
    if (!(await this.store.answer(teamId, command.id))) return;
    await this.store.write({ ...command, id, commandId: command.id, kind: 'outcome', body });
    this.database.afterCommit(() => {
      this.relay.kick();
    });
  }
}
