import type { Variables } from '@sentrybox/config';
import { loadPlugins } from './load-plugins';
import type { LoadedPlugins } from './load-plugins';
import { pluginList } from './plugin-list';
import { variablesOf } from './settings/environment-settings';

let loading: Promise<LoadedPlugins> | undefined;

/** The platform's own plugins, loaded once per process. Never rejects: what could not be loaded is told in it. */
export function platformPlugins(): Promise<LoadedPlugins> {
  loading ??= loadPlugins(pluginList);
  return loading;
}

/** Settings of all plugins. */
export async function pluginVariables(): Promise<Variables> {
  const { plugins } = await platformPlugins();
  return variablesOf(plugins.map(({ manifest }) => manifest));
}
