export { isSlow } from './plugin';
export type { FastPlugin, Indicator, Plugin, PluginContext, PluginOutcome, SlowPlugin, SlowStep } from './plugin';
export { PluginError } from './plugin.errors';
export { markingRefusal, PluginRegistry } from './plugin-registry';
export { pluginVariables } from './plugins.config';
export { PluginsModule } from './plugins.module';
