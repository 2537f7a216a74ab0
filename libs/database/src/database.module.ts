import { Inject, Injectable, Module } from '@nestjs/common';
import type { DynamicModule, OnApplicationShutdown } from '@nestjs/common';
import { schemaOf } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { HealthRegistry, LOGGER, Metrics } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import type { EntityClass } from './connection/orm';
import { Database } from './database';
import { openDatabase } from './open-database';

export interface DatabaseModuleOptions {
  readonly app: AppName;
  /** Every entity of the app; no globs. */
  readonly entities: readonly EntityClass[];
  /** The `<app>_api` role. Unset: the app starts, and everything that needs storage answers 503. */
  readonly url: string | undefined;
  /** The `<app>_work` role. Unset: as the api role's. */
  readonly workUrl: string | undefined;
}

/** Registers the health check and closes the connections when everything that uses them has ended. */
@Injectable()
class DatabaseLifecycle implements OnApplicationShutdown {
  constructor(
    private readonly database: Database,
    @Inject(HealthRegistry) health: HealthRegistry,
  ) {
    health.register('database', () => database.ping());
  }

  async onApplicationShutdown(): Promise<void> {
    await this.database.close();
  }
}

/** Global: `Database`. Needs ObservabilityModule. Nothing is dialled before the first use or health check. */
@Module({})
export class DatabaseModule {
  static forApp({ app, entities, url, workUrl }: DatabaseModuleOptions): DynamicModule {
    const provided = {
      provide: Database,
      inject: [LOGGER, Metrics],
      useFactory: (logger: Logger, metrics: Metrics) =>
        openDatabase({
          applicationName: `sentrybox-${app}`,
          schema: schemaOf[app],
          entities,
          url,
          workUrl,
          metrics,
          onError: (event, error) => {
            logger.error(event, { error });
          },
        }),
    };
    return { module: DatabaseModule, global: true, providers: [provided, DatabaseLifecycle], exports: [Database] };
  }
}
