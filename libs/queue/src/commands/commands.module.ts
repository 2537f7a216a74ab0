import { Injectable, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, DynamicModule, OnApplicationBootstrap } from '@nestjs/common';
import { Database } from '@sentrybox/database';
import { bug } from '@sentrybox/errors';
import { PairKeys } from '@sentrybox/messaging';
import { LOGGER, Metrics } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { QueueRuntime } from '../queue-runtime';
import { Work } from '../work';
import { commandHandlerProblems } from './command-catalogue';
import { CommandDesk } from './command-desk';
import { CommandRuntime } from './command-runtime';
import type { CommandOptions } from './command-runtime';
import { Commands } from './commands';

@Injectable()
class CommandLifecycle implements OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly runtime: CommandRuntime,
    private readonly queue: QueueRuntime,
    private readonly work: Work,
  ) {}

  onApplicationBootstrap(): void {
    const { app, definitions } = this.runtime;
    const problems = commandHandlerProblems(app, definitions, (work) => this.queue.handlers.handles(work));
    if (problems.length > 0) throw bug(`Commands and their handlers do not match: ${problems.join('; ')}`);
    this.runtime.start(this.work);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runtime.stop();
  }
}

/**
 * Global: `Commands`. Needs the modules of observability, database, messaging and queue; handlers of commands and outcomes
 * are named among those of `QueueModule.forApp`. The app's schema needs `commandMigration`.
 */
@Module({})
export class CommandsModule {
  static forApp(options: CommandOptions): DynamicModule {
    return {
      module: CommandsModule,
      global: true,
      providers: [
        {
          provide: CommandRuntime,
          inject: [Database, PairKeys, Metrics, LOGGER],
          useFactory: (database: Database, keys: PairKeys, metrics: Metrics, logger: Logger) =>
            new CommandRuntime(options, database, keys, metrics, logger),
        },
        CommandDesk,
        CommandLifecycle,
        Commands,
      ],
      exports: [Commands],
    };
  }
}
