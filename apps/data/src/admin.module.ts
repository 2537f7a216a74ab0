import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DatabaseModule, SecretsModule } from '@sentrybox/database';
import type { Logger } from '@sentrybox/observability';
import { ObservabilityModule } from '@sentrybox/observability';
import type { DataConfig } from './config';

/** The storage of data without HTTP, for commands on the host. */
@Module({})
export class AdminModule {
  static forConfig(config: DataConfig, logger: Logger): DynamicModule {
    const { DATABASE_URL: url, DATABASE_WORK_URL: workUrl } = config;
    return {
      module: AdminModule,
      imports: [
        ObservabilityModule.forService({ logger }),
        DatabaseModule.forApp({ app: 'data', entities: [], url, workUrl }),
        SecretsModule.withKeys(config.KEY_ENCRYPTION_KEYS),
      ],
    };
  }
}
