import type { Listing } from '../plugins';
import { allSettings } from '../plugins';

/** The settings of a plugin as a form shows them. Of a secret it only tells that there is one. */
export function toSettingsView({ plugin, settings, readiness }: Listing) {
  return {
    plugin: plugin.manifest.name,
    enabled: readiness.isConfigured,
    ...(readiness.isConfigured ? {} : { reason: readiness.reason }),
    settings: Object.entries(allSettings(plugin.manifest)).map(([name, definition]) => {
      const value = settings.values[name];
      return {
        name,
        label: definition.label,
        description: definition.description,
        kind: definition.kind,
        ...(definition.kind === 'choice' ? { choices: [...definition.choices] } : {}),
        required:
          definition.kind === 'url'
            ? definition.default === undefined
            : 'isRequired' in definition && definition.isRequired === true,
        value: value === undefined ? null : definition.kind === 'secret' ? '***' : value,
        origin: settings.origins[name] ?? null,
      };
    }),
  };
}
