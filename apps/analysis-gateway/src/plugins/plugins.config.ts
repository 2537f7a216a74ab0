import type { Parsed } from '@sentrybox/config';
import { urlscanVariables } from './urlscan/urlscan.variables';
import { virustotalVariables } from './virustotal/virustotal.variables';

/** Settings of all plugins. */
export const pluginVariables = { ...virustotalVariables, ...urlscanVariables } as const;

export type PluginsConfig = Parsed<typeof pluginVariables>;
