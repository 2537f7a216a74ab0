import { Inject, Injectable } from '@nestjs/common';
import type { Pap, IocType, Tlp } from '@sentrybox/contracts';
import { papLevels, tlpLevels } from '@sentrybox/contracts';
import type { Plugin, Readiness } from './plugin';

export const PLUGINS = Symbol('PLUGINS');

export interface Listing {
  readonly plugin: Plugin;
  readonly readiness: Readiness;
}

/** The plugins of this installation. Names are unique or the service does not start. */
@Injectable()
export class PluginRegistry {
  private readonly byName: ReadonlyMap<string, Plugin>;

  constructor(@Inject(PLUGINS) plugins: readonly Plugin[]) {
    this.byName = new Map(plugins.map((plugin) => [plugin.manifest.name, plugin]));
    if (this.byName.size !== plugins.length) throw new Error('Two plugins have the same name.');
  }

  /** All of them by name, with what they lack. */
  list(): Listing[] {
    return [...this.byName.values()]
      .map((plugin) => ({ plugin, readiness: plugin.readiness() }))
      .sort((a, b) => (a.plugin.manifest.name < b.plugin.manifest.name ? -1 : 1));
  }

  get(name: string): Plugin | undefined {
    return this.byName.get(name);
  }

  /** The configured plugins for a type; unknown and unconfigured names in `wanted` are skipped silently. */
  applicable(type: IocType, wanted: readonly string[] | undefined): Plugin[] {
    return this.list()
      .filter(({ readiness }) => readiness.isConfigured)
      .map(({ plugin }) => plugin)
      .filter((plugin) => plugin.manifest.indicatorTypes.includes(type))
      .filter((plugin) => wanted === undefined || wanted.includes(plugin.manifest.name));
  }
}

/** Why a plugin may not be asked under these markings, or undefined when it may. */
export function markingRefusal(plugin: Plugin, tlp: Tlp, pap: Pap): string | undefined {
  const { maxTlp, maxPap } = plugin.manifest;
  if (tlpLevels.indexOf(tlp) > tlpLevels.indexOf(maxTlp)) return `TLP:${tlp.toUpperCase()} forbids asking this source.`;
  if (papLevels.indexOf(pap) > papLevels.indexOf(maxPap)) return `PAP:${pap.toUpperCase()} forbids asking this source.`;
  return undefined;
}
