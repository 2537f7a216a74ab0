export { checkPlugins, CheckPluginsWork } from './check-plugins.work';
export { PluginSettingsModule } from './plugin-settings.module';
