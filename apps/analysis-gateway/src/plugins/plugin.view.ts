import { limitUseView } from '../quota';
import type { LimitUse } from '../quota';
import type { Drift } from './drift/drift-log';
import type { LoadFailure } from './load-plugins';
import type { Health } from './plugin-health';
import type { Listing } from './plugin-registry';

/** What experience says of a plugin. */
interface Insights {
  readonly drift: Drift | undefined;
  readonly health: Health | undefined;
  readonly limits: readonly LimitUse[];
}

/** A plugin as the list shows it. */
export function toPluginView({ plugin, settings, readiness }: Listing, { drift, health, limits }: Insights) {
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
    ...(limits.length > 0 && { quota: limits.map(limitUseView) }),
    ...(health && { health: healthView(health) }),
    ...(drift && { drift: { count: drift.count, field: drift.field, last_at: drift.lastAt.toISOString() } }),
  };
}

function healthView({ isHealthy, checkedAt, errorCode }: Omit<Health, 'plugin'>) {
  return {
    healthy: isHealthy,
    checked_at: checkedAt.toISOString(),
    ...(errorCode === null ? {} : { error_code: errorCode }),
  };
}

/** One that could not be loaded: nothing is known of it but its name and why. */
export function toFailedPluginView({ name, reason, at }: LoadFailure) {
  const health = healthView({ isHealthy: false, checkedAt: at, errorCode: 'unavailable' });
  return { name, display_name: name, supported_ioc_types: [], enabled: false, categories: [], reason, health };
}
