import { Inject, Injectable, Module } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AuditRecordsModule } from '@sentrybox/audit';
import { defineWork } from '@sentrybox/contracts';
import { Database, grantTable, tenantTable } from '@sentrybox/database';
import type { Migration } from '@sentrybox/database';
import { createLogger, Metrics, ObservabilityModule } from '@sentrybox/observability';
import type { QueueTiming } from '../src/queue-timing';
import { QueueModule } from '../src/queue.module';
import { Work } from '../src/work';
import type { FailedWork, WorkHandler, WorkItem } from '../src/work-handler';

/** Recurring. */
export const tick = defineWork({ name: 'tools.tick', owner: 'tools', concurrency: 2, maxAttempts: 3 });

export const probe = defineWork({ name: 'tools.probe', owner: 'tools', concurrency: 20, maxAttempts: 3 });

/** What an effect of a test looks like: a row per time it took place. */
export const createEffects: Migration = {
  name: '202611210001-create-effects',
  up: async (sql) => {
    await sql(`
      CREATE TABLE tools.effect (
        id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
        team_id uuid NOT NULL,
        work_id uuid NOT NULL,
        what text NOT NULL
      );
      CREATE TABLE tools.behaviour (team_id uuid NOT NULL, work_id uuid NOT NULL, how text NOT NULL);
      ${tenantTable('tools', 'effect')}
      ${tenantTable('tools', 'behaviour')}
      ${grantTable('tools', 'behaviour', { api: 'select' })}
      ${grantTable('tools', 'effect', { api: 'select, insert' })}`);
  },
};

export type Run = (item: WorkItem, effect: (what: string) => Promise<void>) => Promise<void>;

/** What the handler of one worker does; set by the test. */
class Script {
  run: Run = async (item, effect) => item.finish(async () => effect('done'));
  onFailed: (item: FailedWork, error: unknown) => Promise<void> = async () => Promise.resolve();
}

@Injectable()
class ProbeWork implements WorkHandler {
  readonly definition = probe;

  constructor(
    @Inject(Script) private readonly script: Script,
    private readonly database: Database,
  ) {}

  async run(item: WorkItem): Promise<void> {
    await this.script.run(item, async (what) => this.effect(item, what));
  }

  async onFailed(item: FailedWork, error: unknown): Promise<void> {
    await this.script.onFailed(item, error);
    await this.effect(item, 'failed');
  }

  private async effect(item: FailedWork, what: string): Promise<void> {
    const values = [item.teamId, item.id, what];
    await this.database.execute('INSERT INTO effect (team_id, work_id, what) VALUES ($1, $2, $3)', values);
  }
}

@Injectable()
class TickWork implements WorkHandler {
  readonly definition = tick;

  async run(item: WorkItem): Promise<void> {
    await item.finish();
  }
}

/** Everything ten times as fast as it is by default. */
export const quick: Partial<QueueTiming> = {
  leaseMs: 1_500,
  renewEveryMs: 300,
  dispatchEveryMs: 100,
  reconcileEveryMs: 300,
  lockMs: 1_500,
  stalledCheckEveryMs: 500,
  blockedLimitMs: 0,
  retryBaseMs: 20,
  retryCapMs: 100,
  drainMs: 400,
  abortMs: 400,
};

export interface TestWorker {
  readonly app: INestApplicationContext;
  readonly work: Work;
  readonly database: Database;
  readonly script: Script;
  /** Sum over all labels. */
  metric(name: string): Promise<number>;
  close(): Promise<void>;
}

export interface TestWorkerOptions {
  readonly database: Database;
  readonly redisUrl: string;
  readonly timing?: Partial<QueueTiming>;
  readonly runsWork?: boolean;
  /** Period of the recurring work in seconds. Default: there is none. */
  readonly recurring?: number;
  readonly retentionDays?: number;
}

/** One process' worth of queue, in this process. */
export async function startWorker(options: TestWorkerOptions): Promise<TestWorker> {
  const { database, redisUrl, timing, runsWork, recurring, retentionDays } = options;
  const script = new Script();
  const logger = createLogger({
    ...{ service: 'tools', version: 'test', level: 'error', destination: { write: () => undefined } },
  });
  @Module({ providers: [{ provide: Database, useValue: database }], exports: [Database] })
  class SharedDatabaseModule {}
  @Module({
    imports: [
      ObservabilityModule.forService({ logger }),
      { module: SharedDatabaseModule, global: true },
      AuditRecordsModule,
      QueueModule.forApp({
        app: 'tools',
        redisUrl,
        handlers: [ProbeWork, TickWork],
        recurring: recurring === undefined ? [] : [{ work: tick, everySeconds: recurring }],
        retentionDays,
        runsWork,
        timing: { ...quick, ...timing },
      }),
    ],
    providers: [{ provide: Script, useValue: script }, ProbeWork, TickWork],
  })
  class WorkerModule {}
  const app = await NestFactory.createApplicationContext(WorkerModule, { logger: false, abortOnError: false });
  return {
    app,
    work: app.get(Work),
    database,
    script,
    metric: async (name) => {
      const metric = await app.get(Metrics).registry.getSingleMetric(name)?.get();
      return (metric?.values ?? []).reduce((sum, { value }) => sum + value, 0);
    },
    close: async () => {
      await app.close();
      await database.close();
    },
  };
}
