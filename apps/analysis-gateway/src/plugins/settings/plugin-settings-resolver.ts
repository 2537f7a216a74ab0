import type { PluginManifest, SettingValues } from '../contract/plugin';

export const PLUGIN_SETTINGS = Symbol('PLUGIN_SETTINGS');

/** Where a value comes from; the first that has one counts. */
export type SettingOrigin = 'team' | 'platform' | 'environment' | 'default';

/** The settings of one plugin for one team, secrets in clear: for the process alone, never to be shown or stored. */
export interface ResolvedSettings {
  readonly values: SettingValues;
  /** Origin of each value that there is. */
  readonly origins: Readonly<Record<string, SettingOrigin>>;
  /** Names whose key is used, without telling it: whose quota a question costs, and what the ledger of disclosures says. */
  readonly account: string;
}

/** Finds the values that a plugin runs with. */
export interface PluginSettingsResolver {
  resolve(teamId: string, manifest: PluginManifest): Promise<ResolvedSettings>;
}
