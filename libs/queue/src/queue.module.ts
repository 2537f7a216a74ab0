import { Injectable, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, DynamicModule, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Database } from '@sentrybox/database';
import { LOGGER, Metrics } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { QueueRuntime } from './queue-runtime';
import type { QueueOptions } from './queue-runtime';
import { Work } from './work';

// The drain comes before connections of other modules close, which is in onApplicationShutdown.
@Injectable()
class QueueLifecycle implements OnModuleInit, OnApplicationBootstrap, BeforeApplicationShutdown {
  constructor(
    private readonly runtime: QueueRuntime,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    this.runtime.handlers.load(this.modules);
  }

  onApplicationBootstrap(): void {
    this.runtime.start();
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.runtime.stop();
  }
}

/** Global: `Work`. Needs ObservabilityModule and DatabaseModule; the handlers are providers of the app's own modules. */
@Module({})
export class QueueModule {
  static forApp(options: QueueOptions): DynamicModule {
    return {
      module: QueueModule,
      global: true,
      providers: [
        {
          provide: QueueRuntime,
          inject: [Database, Metrics, LOGGER],
          useFactory: (database: Database, metrics: Metrics, logger: Logger) =>
            new QueueRuntime(options, database, metrics, logger),
        },
        QueueLifecycle,
        Work,
      ],
      exports: [Work],
    };
  }
}
