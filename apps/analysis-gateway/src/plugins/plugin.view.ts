import type { Listing } from './plugin-registry';

/** A plugin as the list shows it. */
export function toPluginView({ plugin: { manifest }, readiness }: Listing) {
  return {
    name: manifest.name,
    display_name: manifest.displayName,
    supported_ioc_types: [...manifest.indicatorTypes],
    enabled: readiness.isConfigured,
    categories: [...manifest.categories],
    version: manifest.version,
    class: manifest.class,
    disclosure: manifest.disclosure,
    ...(readiness.isConfigured ? {} : { reason: readiness.reason }),
  };
}
