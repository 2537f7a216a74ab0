import { Injectable, Module } from '@nestjs/common';
import type { BeforeApplicationShutdown, DynamicModule, OnApplicationBootstrap, OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { Audit } from '@sentrybox/audit';
import { workEndpoints } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { LOGGER, Metrics } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { workController } from './operations/work.controller';
import { WorkOperations } from './operations/work-operations';
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

/**
 * Global: `Work`; mounts the routes about work. Needs ObservabilityModule, DatabaseModule and AuditRecordsModule; the
 * handlers are providers of the app's own modules.
 */
@Module({})
export class QueueModule {
  static forApp(options: QueueOptions): DynamicModule {
    return {
      module: QueueModule,
      global: true,
      controllers: options.handlers.length === 0 ? [] : [workController(options.app)],
      providers: [
        {
          provide: QueueRuntime,
          inject: [Database, Metrics, LOGGER],
          useFactory: (database: Database, metrics: Metrics, logger: Logger) =>
            new QueueRuntime(options, database, metrics, logger),
        },
        {
          provide: WorkOperations,
          inject: [QueueRuntime, Audit],
          useFactory: (runtime: QueueRuntime, audit: Audit) =>
            new WorkOperations(runtime, audit, workEndpoints(options.app).list.path),
        },
        QueueLifecycle,
        Work,
      ],
      exports: [Work, QueueRuntime],
    };
  }
}
