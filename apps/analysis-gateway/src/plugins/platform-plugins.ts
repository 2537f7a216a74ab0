import { loadPlugins } from './load-plugins';
import { pluginList } from './plugin-list';
import { variablesOf } from './settings/environment-settings';

/** The platform's own plugins, loaded once per process. */
export const platformPlugins = loadPlugins(pluginList);

/** Settings of all plugins. */
export const pluginVariables = variablesOf(platformPlugins.plugins.map(({ manifest }) => manifest));
