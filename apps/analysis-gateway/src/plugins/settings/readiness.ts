import type { PluginManifest } from '../contract/plugin';
import type { SettingDefinition } from '../contract/settings';
import { allSettings, asksOutside, variableName } from './all-settings';
import type { ResolvedSettings } from './plugin-settings-resolver';

/** Whether a plugin can be asked; `reason` names the setting that is missing or stands against it, never a value. */
export type Readiness = { readonly isConfigured: true } | { readonly isConfigured: false; readonly reason: string };

/**
 * A source that needs no key runs unless it is switched off. Where the installation dials nobody it only runs when
 * somebody has set where to find it; else every analysis would miss answers that could not come.
 */
export function readinessOf(manifest: PluginManifest, settings: ResolvedSettings, isOffline: boolean): Readiness {
  const lacking = (reason: string): Readiness => ({ isConfigured: false, reason });
  for (const [name, definition] of Object.entries(allSettings(manifest))) {
    const isMissing = isRequired(definition) && settings.values[name] === undefined;
    if (isMissing) return lacking(`${variableName(manifest, name)} is not set.`);
  }
  if (settings.values['enabled'] === false) return lacking(`${variableName(manifest, 'enabled')} is false.`);
  const isUntouched = Object.values(settings.origins).every((origin) => origin === 'default');
  if (isOffline && isUntouched && asksOutside(manifest)) {
    return lacking('This installation does not connect to other hosts.');
  }
  return { isConfigured: true };
}

function isRequired(definition: SettingDefinition): boolean {
  if (definition.kind === 'url') return definition.default === undefined;
  return 'isRequired' in definition && definition.isRequired === true;
}
