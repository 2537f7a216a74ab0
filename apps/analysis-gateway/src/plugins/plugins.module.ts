import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { Egress } from '@sentrybox/egress';
import { Messages } from '@sentrybox/messaging';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { createPlugins } from './plugin-list';
import { PLUGINS, PluginRegistry } from './plugin-registry';
import { PluginsController } from './plugins.controller';
import type { PluginsConfig } from './plugins.config';

@Module({})
export class PluginsModule {
  static withConfig(config: PluginsConfig): DynamicModule {
    return {
      module: PluginsModule,
      controllers: [PluginsController],
      providers: [
        {
          provide: PLUGINS,
          inject: [Messages, Egress, CLOCK],
          useFactory: (messages: Messages, egress: Egress, clock: Clock) =>
            createPlugins({ messages, egress, clock, config }),
        },
        PluginRegistry,
      ],
      exports: [PluginRegistry],
    };
  }
}
