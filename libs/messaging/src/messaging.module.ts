import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { HealthRegistry, LOGGER, Metrics } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { Messages } from './messages';
import { MessagingRuntime } from './messaging-runtime';
import type { MessagingOptions } from './messaging-runtime';

/** Global: `Messages`. Needs the ObservabilityModule. Handlers are connected with `messagingTransports`. */
@Module({})
export class MessagingModule {
  static forApp(options: MessagingOptions): DynamicModule {
    return {
      module: MessagingModule,
      global: true,
      providers: [
        {
          provide: MessagingRuntime,
          inject: [Metrics, LOGGER, HealthRegistry],
          useFactory: (metrics: Metrics, logger: Logger, health: HealthRegistry): MessagingRuntime => {
            const runtime = new MessagingRuntime(options, metrics, logger);
            health.register('redis', async () => {
              await runtime.connections.commands.ping();
              runtime.settings.requireUsable();
            });
            return runtime;
          },
        },
        Messages,
      ],
      exports: [Messages],
    };
  }
}
