import { Module } from '@nestjs/common';
import type { DynamicModule } from '@nestjs/common';
import { TeamStateModule } from '../team-state';
import { CountedDrift } from './drift/counted-drift';
import { DRIFT_LOG } from './drift/drift-log';
import { StoredDrift } from './drift/stored-drift';
import type { LoadedPlugins } from './load-plugins';
import { LoadFailureReport } from './load-failure-report';
import { platformPlugins } from './platform-plugins';
import { PluginContexts } from './plugin-contexts';
import { PLUGINS, PluginRegistry } from './plugin-registry';
import type { PluginSet } from './plugin-registry';
import { PluginsController } from './plugins.controller';
import { PluginsService } from './plugins.service';
import { EnvironmentSettings } from './settings/environment-settings';
import { PLUGIN_SETTINGS } from './settings/plugin-settings-resolver';
import { ENVIRONMENT_SETTINGS, StoredSettings } from './settings/stored-settings';
import { StoredSettingsRepository } from './settings/stored-settings.repository';
import { PluginHealth } from './plugin-health';

/** What the plugins need to know of the environment: whether to dial anybody, and their own variables. */
type PluginsConfig = Readonly<Record<string, unknown>> & { readonly SENTRYBOX_OFFLINE: boolean };

@Module({})
export class PluginsModule {
  /** @param loaded default: the platform's own */
  static withConfig(
    config: PluginsConfig,
    loaded: LoadedPlugins | Promise<LoadedPlugins> = platformPlugins(),
  ): DynamicModule {
    const loadSet = async (): Promise<PluginSet> => ({ ...(await loaded), isOffline: config.SENTRYBOX_OFFLINE });
    return {
      module: PluginsModule,
      imports: [TeamStateModule],
      controllers: [PluginsController],
      providers: [
        { provide: PLUGINS, useFactory: loadSet },
        { provide: ENVIRONMENT_SETTINGS, useValue: new EnvironmentSettings(config) },
        { provide: PLUGIN_SETTINGS, useClass: StoredSettings },
        StoredSettingsRepository,
        CountedDrift,
        { provide: DRIFT_LOG, useClass: StoredDrift },
        PluginHealth,
        PluginContexts,
        PluginRegistry,
        LoadFailureReport,
        PluginsService,
      ],
      exports: [PluginContexts, PluginHealth, PluginRegistry, StoredSettingsRepository],
    };
  }
}
