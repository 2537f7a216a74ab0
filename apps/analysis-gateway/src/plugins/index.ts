export { isSlow } from './plugin';
export type { FastPlugin, Indicator, Plugin, PluginContext, PluginOutcome } from './plugin';
export type { SlowPlugin, SlowPluginContext, SlowStep, SubmissionRecovery } from './plugin';
export { PluginError } from './plugin.errors';
export { markingRefusal, PluginRegistry } from './plugin-registry';
export { pluginVariables } from './plugins.config';
export { PluginsModule } from './plugins.module';
