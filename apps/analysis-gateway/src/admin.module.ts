import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { DatabaseModule, SecretsModule } from '@sentrybox/database';
import type { Logger } from '@sentrybox/observability';
import { ObservabilityModule } from '@sentrybox/observability';
import type { GatewayConfig } from './config';
import { entities } from './entities';

/** The gateway's storage without HTTP, for commands on the host. */
@Module({})
export class AdminModule {
  static forConfig(config: GatewayConfig, logger: Logger): DynamicModule {
    return {
      module: AdminModule,
      imports: [
        ObservabilityModule.forService({ logger }),
        DatabaseModule.forApp({
          app: 'analysis-gateway',
          entities,
          url: config.DATABASE_URL,
          workUrl: config.DATABASE_WORK_URL,
        }),
        SecretsModule.withKeys(config.KEY_ENCRYPTION_KEYS),
      ],
    };
  }
}
