import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { CountedDrift } from './drift/counted-drift';
import { DRIFT_LOG } from './drift/drift-log';
import type { LoadedPlugins } from './load-plugins';
import { platformPlugins } from './platform-plugins';
import { PluginContexts } from './plugin-contexts';
import { PLUGINS, PluginRegistry } from './plugin-registry';
import type { PluginSet } from './plugin-registry';
import { PluginsController } from './plugins.controller';
import { PluginsService } from './plugins.service';
import { EnvironmentSettings } from './settings/environment-settings';
import { PLUGIN_SETTINGS } from './settings/plugin-settings-resolver';

/** What the plugins need to know of the environment: whether to dial anybody, and their own variables. */
type PluginsConfig = Readonly<Record<string, unknown>> & { readonly SENTRYBOX_OFFLINE: boolean };

@Module({})
export class PluginsModule {
  /** @param loaded default: the platform's own */
  static withConfig(config: PluginsConfig, loaded: LoadedPlugins = platformPlugins): DynamicModule {
    const set: PluginSet = { ...loaded, isOffline: config.SENTRYBOX_OFFLINE };
    return {
      module: PluginsModule,
      controllers: [PluginsController],
      providers: [
        { provide: PLUGINS, useValue: set },
        { provide: PLUGIN_SETTINGS, useValue: new EnvironmentSettings(config) },
        { provide: DRIFT_LOG, useClass: CountedDrift },
        PluginContexts,
        PluginRegistry,
        PluginsService,
      ],
      exports: [PluginContexts, PluginRegistry],
    };
  }
}
