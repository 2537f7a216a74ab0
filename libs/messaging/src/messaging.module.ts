import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { HealthRegistry, LOGGER, Metrics } from '@sentrybox/observability';
import type { Logger } from '@sentrybox/observability';
import { PairKeys } from './keys/pair-keys';
import { Messages } from './messages';
import { MessagingRuntime } from './messaging-runtime';
import type { MessagingOptions } from './messaging-runtime';

/** Global: `Messages`, and `PairKeys` for what other libraries send. Needs the ObservabilityModule. Handlers are connected with `messagingTransports`. */
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
        { provide: PairKeys, inject: [MessagingRuntime], useFactory: ({ keys }: MessagingRuntime) => keys },
      ],
      exports: [Messages, PairKeys],
    };
  }
}
