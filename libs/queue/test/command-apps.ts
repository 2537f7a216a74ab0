import { Inject, Injectable, Module } from '@nestjs/common';
import type { INestApplicationContext } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { z } from 'zod';
import { AuditRecordsModule } from '@sentrybox/audit';
import { defineCommand } from '@sentrybox/contracts';
import type { CommandDefinition } from '@sentrybox/contracts';
import { Database, grantTable, tenantTable } from '@sentrybox/database';
import type { Migration, MigrationSet } from '@sentrybox/database';
import { MessagingModule } from '@sentrybox/messaging';
import { createLogger, Metrics, ObservabilityModule, requestContext } from '@sentrybox/observability';
import {
  Command,
  commandMigration,
  Commands,
  CommandsModule,
  Outcome,
  QueueModule,
  workMigration,
  workUpkeepMigration,
} from '../src/index';
import type { CommandHandler, CommandOutcome, OutcomeHandler, ReceivedCommand } from '../src/index';
import { quick } from './test-worker';

/** What the responder asks of tools in these tests. */
export const runProbe = defineCommand({
  name: 'tools.run-probe',
  owner: 'tools',
  callers: ['responder'],
  request: z.strictObject({ target: z.string().max(64) }),
  outcome: z.strictObject({ found: z.int() }),
  concurrency: 10,
  maxAttempts: 2,
});

function createEffects(schema: string): Migration {
  return {
    name: '202611220001-create-effects',
    up: async (sql) => {
      await sql(`
        CREATE TABLE ${schema}.effect (
          id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
          team_id uuid NOT NULL,
          command_id uuid NOT NULL,
          what text NOT NULL
        );
        ${tenantTable(schema, 'effect')}
        ${grantTable(schema, 'effect', { api: 'select, insert' })}`);
    },
  };
}

export const commandMigrations: readonly MigrationSet[] = (['tools', 'responder'] as const).map((app) => ({
  app,
  migrations: [workMigration(app), workUpkeepMigration(app), commandMigration(app), createEffects(app)],
}));

type Run = (command: ReceivedCommand<typeof runProbe>, effect: (what: string) => Promise<void>) => Promise<void>;

/** What the handlers of one process do; set by the test. */
class Script {
  run: Run = async (command, effect) => command.finish({ found: 1 }, () => effect('done'));
  settle: (outcome: CommandOutcome<typeof runProbe>) => Promise<void> = async () => Promise.resolve();
}

@Injectable()
class Effects {
  constructor(private readonly database: Database) {}

  async add(teamId: string, commandId: string, what: string): Promise<void> {
    const values = [teamId, commandId, what];
    await this.database.execute('INSERT INTO effect (team_id, command_id, what) VALUES ($1, $2, $3)', values);
  }
}

@Command(runProbe)
@Injectable()
class RunProbe implements CommandHandler<typeof runProbe> {
  constructor(
    @Inject(Script) private readonly script: Script,
    private readonly effects: Effects,
  ) {}

  async run(command: ReceivedCommand<typeof runProbe>): Promise<void> {
    await this.script.run(command, async (what) => this.effects.add(command.teamId, command.id, what));
  }
}

@Outcome(runProbe)
@Injectable()
class ProbeOutcome implements OutcomeHandler<typeof runProbe> {
  constructor(
    @Inject(Script) private readonly script: Script,
    private readonly effects: Effects,
  ) {}

  async settle(outcome: CommandOutcome<typeof runProbe>): Promise<void> {
    await this.script.settle(outcome);
    const { commandId, result, teamId } = outcome;
    const what = result.status === 'done' ? `found ${result.outcome.found}` : `failed ${result.error.code}`;
    await this.effects.add(teamId, commandId, what);
  }
}

export interface CommandAppOptions {
  readonly app: 'tools' | 'responder';
  readonly database: Database;
  readonly redisUrl: string;
  readonly privateKey: string;
  readonly publicKeys: string;
  /** False: no handler is bound. */
  readonly hasHandlers?: boolean;
  readonly definitions?: readonly CommandDefinition[];
}

export interface CommandApp {
  readonly nest: INestApplicationContext;
  readonly commands: Commands;
  readonly database: Database;
  readonly script: Script;
  /** Sum over the labels that are given. */
  metric(name: string, labels?: Readonly<Record<string, string>>): Promise<number>;
  close(): Promise<void>;
}

/** One process' worth of an app that sends or does commands. */
export async function startCommandApp(options: CommandAppOptions): Promise<CommandApp> {
  const { app, database, redisUrl, privateKey, publicKeys, hasHandlers = true, definitions = [runProbe] } = options;
  const script = new Script();
  const logger = createLogger({
    ...{ service: app, version: 'test', level: 'error', destination: { write: () => undefined } },
  });
  const handlers = hasHandlers ? [app === 'tools' ? RunProbe : ProbeOutcome] : [];
  @Module({ providers: [{ provide: Database, useValue: database }], exports: [Database] })
  class SharedDatabaseModule {}
  @Module({
    imports: [
      ObservabilityModule.forService({ logger }),
      { module: SharedDatabaseModule, global: true },
      AuditRecordsModule,
      MessagingModule.forApp({ app, redisUrl, privateKey, publicKeys, definitions: [] }),
      QueueModule.forApp({ app, redisUrl, handlers, timing: quick }),
      CommandsModule.forApp({
        ...{ app, redisUrl, definitions },
        timing: { relayEveryMs: 100, resendBaseMs: 300, resendCapMs: 1_000, lockMs: 1_500, stalledCheckEveryMs: 500 },
      }),
    ],
    providers: [{ provide: Script, useValue: script }, Effects, ...handlers],
  })
  class CommandAppModule {}
  const nest = await NestFactory.createApplicationContext(CommandAppModule, { logger: false, abortOnError: false });
  return {
    nest,
    commands: nest.get(Commands),
    database,
    script,
    metric: async (name, labels = {}) => {
      const metric = await nest.get(Metrics).registry.getSingleMetric(name)?.get();
      const wanted = Object.entries(labels);
      return (metric?.values ?? [])
        .filter((value) => wanted.every(([label, text]) => value.labels[label] === text))
        .reduce((sum, { value }) => sum + value, 0);
    },
    close: async () => {
      await nest.close();
      await database.close();
    },
  };
}

/** Who the current work acts for, and as part of which request. */
export function actingFor(): { requestId: string | undefined; userId: string | undefined } {
  const { principal, requestId } = requestContext() ?? {};
  return { requestId, userId: principal?.kind === 'user' ? principal.userId : undefined };
}
