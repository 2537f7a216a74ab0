import type { Drift } from './drift/drift-log';
import type { LoadFailure } from './load-plugins';
import type { Listing } from './plugin-registry';

/** A plugin as the list shows it. */
export function toPluginView({ plugin, settings, readiness }: Listing, drift?: Drift) {
  const { manifest } = plugin;
  return {
    name: manifest.name,
    display_name: manifest.displayName,
    supported_ioc_types: [...manifest.indicatorTypes],
    enabled: readiness.isConfigured,
    categories: [...manifest.categories],
    version: manifest.version,
    class: manifest.class,
    disclosure: plugin.exposure(settings.values).disclosure,
    ...(readiness.isConfigured ? {} : { reason: readiness.reason }),
    ...(drift && { drift: { count: drift.count, field: drift.field, last_at: drift.lastAt.toISOString() } }),
  };
}

/** One that could not be loaded: nothing is known of it but its name and why. */
export function toFailedPluginView({ name, reason }: LoadFailure) {
  return { name, display_name: name, supported_ioc_types: [], enabled: false, categories: [], reason };
}
