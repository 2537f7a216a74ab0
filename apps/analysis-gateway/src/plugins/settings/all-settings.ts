import type { PluginManifest, QuotaLimit, SettingValues } from '../contract/plugin';
import type { SettingDefinition, SettingsDefinition } from '../contract/settings';

const unitOf: Readonly<Record<number, string>> = {
  1: 'second',
  60: 'minute',
  3_600: 'hour',
  86_400: 'day',
  2_592_000: 'month',
};

/**
 * Every setting of a plugin: its own, and those that follow from the rest of its manifest: a switch for what asks
 * outside sources, a number for each limit of its quota.
 */
export function allSettings(manifest: PluginManifest): SettingsDefinition {
  return {
    ...(asksOutside(manifest) ? { enabled: switchOf(manifest) } : {}),
    ...manifest.settings,
    ...Object.fromEntries(manifest.quota.map((limit) => [limitName(limit), limitSetting(manifest, limit)])),
  };
}

/** The limits under these settings. */
export function quotaOf(manifest: PluginManifest, settings: SettingValues): QuotaLimit[] {
  return manifest.quota.map((each) => {
    const stated = settings[limitName(each)];
    return typeof stated === 'number' ? { ...each, limit: stated } : each;
  });
}

/** Whether it opens connections to anybody but the platform's own services. */
export function asksOutside(manifest: PluginManifest): boolean {
  return manifest.usesDns === true || Object.values(manifest.settings).some(({ kind }) => kind === 'url');
}

/** Environment variable of a setting. */
export function variableName(manifest: PluginManifest, setting: string): string {
  return allSettings(manifest)[setting]?.variable ?? `${manifest.name}_${setting}`.toUpperCase();
}

function limitName({ perSeconds }: QuotaLimit): string {
  return `max_per_${unitOf[perSeconds] ?? `${perSeconds}_seconds`}`;
}

function switchOf({ displayName }: PluginManifest): SettingDefinition {
  return {
    kind: 'boolean',
    label: 'Enabled',
    description: `Whether ${displayName} is asked; \`false\` switches it off although it has all it needs.`,
    default: true,
  };
}

function limitSetting({ displayName }: PluginManifest, { limit, perSeconds }: QuotaLimit): SettingDefinition {
  const unit = unitOf[perSeconds] ?? `${perSeconds} seconds`;
  return {
    kind: 'number',
    label: `Questions per ${unit}`,
    description: `Most questions to ${displayName} per ${unit}; the default is what its free tier allows.`,
    default: limit,
    min: 1,
    max: 10_000_000,
  };
}
