import { Inject, Injectable } from '@nestjs/common';
import type { Pap, IocType, Tlp } from '@sentrybox/contracts';
import { papLevels, tlpLevels } from '@sentrybox/contracts';
import type { Plugin } from './contract/plugin';
import type { LoadedPlugins, LoadFailure } from './load-plugins';
import type { ConfiguredPlugin } from './plugin-contexts';
import { PLUGIN_SETTINGS } from './settings/plugin-settings-resolver';
import type { PluginSettingsResolver, ResolvedSettings } from './settings/plugin-settings-resolver';
import { readinessOf } from './settings/readiness';
import type { Readiness } from './settings/readiness';

export const PLUGINS = Symbol('PLUGINS');

/** The plugins of an installation. */
export interface PluginSet extends LoadedPlugins {
  /** Nobody but loopback is dialled. */
  readonly isOffline: boolean;
}

export interface Listing extends ConfiguredPlugin {
  readonly readiness: Readiness;
}

/** The plugins of this installation, with the settings of whoever asks. */
@Injectable()
export class PluginRegistry {
  private readonly byName: ReadonlyMap<string, Plugin>;
  /** Settings that were looked at before are looked at with every request; they do not change, others take their place. */
  private readonly readiness = new WeakMap<ResolvedSettings, Readiness>();

  constructor(
    @Inject(PLUGINS) private readonly set: PluginSet,
    @Inject(PLUGIN_SETTINGS) private readonly settings: PluginSettingsResolver,
  ) {
    this.byName = new Map(set.plugins.map((plugin) => [plugin.manifest.name, plugin]));
    if (this.byName.size !== set.plugins.length) throw new Error('Two plugins have the same name.');
  }

  /** All of them by name, with what they lack for this team. */
  async list(teamId: string): Promise<Listing[]> {
    return await this.listingsOf(teamId, [...this.byName.values()]);
  }

  /** Those that could not be loaded, with the reason. */
  failures(): readonly LoadFailure[] {
    return this.set.failures;
  }

  get(name: string): Plugin | undefined {
    return this.byName.get(name);
  }

  /** A plugin as it runs for this team. */
  async configured<P extends Plugin>(teamId: string, plugin: P): Promise<ConfiguredPlugin<P>> {
    return { plugin, settings: await this.settings.resolve(teamId, plugin.manifest) };
  }

  /** The team's configured plugins for a type; unknown and unconfigured names in `wanted` are skipped silently. */
  async applicable(teamId: string, type: IocType, wanted: readonly string[] | undefined): Promise<ConfiguredPlugin[]> {
    const meant = [...this.byName.values()].filter(
      ({ manifest: { name, indicatorTypes } }) =>
        indicatorTypes.includes(type) && (wanted === undefined || wanted.includes(name)),
    );
    return (await this.listingsOf(teamId, meant)).filter(({ readiness }) => readiness.isConfigured);
  }

  private async listingsOf(teamId: string, plugins: readonly Plugin[]): Promise<Listing[]> {
    const listings = await Promise.all(plugins.map((plugin) => this.listingOf(teamId, plugin)));
    return listings.sort((a, b) => (a.plugin.manifest.name < b.plugin.manifest.name ? -1 : 1));
  }

  private async listingOf(teamId: string, plugin: Plugin): Promise<Listing> {
    const configured = await this.configured(teamId, plugin);
    const { settings } = configured;
    const readiness = this.readiness.get(settings) ?? readinessOf(plugin.manifest, settings, this.set.isOffline);
    this.readiness.set(settings, readiness);
    return { ...configured, readiness };
  }
}

/** Why a plugin may not be asked under these markings, or undefined when it may. */
export function markingRefusal({ plugin, settings }: ConfiguredPlugin, tlp: Tlp, pap: Pap): string | undefined {
  const { maxTlp, maxPap } = plugin.exposure(settings.values);
  if (tlpLevels.indexOf(tlp) > tlpLevels.indexOf(maxTlp)) return `TLP:${tlp.toUpperCase()} forbids asking this source.`;
  if (papLevels.indexOf(pap) > papLevels.indexOf(maxPap)) return `PAP:${pap.toUpperCase()} forbids asking this source.`;
  return undefined;
}
