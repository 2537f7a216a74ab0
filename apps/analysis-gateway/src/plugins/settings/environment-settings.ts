import { secret, variable } from '@sentrybox/config';
import type { Variables } from '@sentrybox/config';
import type { PluginManifest, SettingValues } from '../contract/plugin';
import type { SettingDefinition, SettingValue } from '../contract/settings';
import { allSettings, variableName } from './all-settings';
import type { PluginSettingsResolver, ResolvedSettings, SettingOrigin } from './plugin-settings-resolver';
import { textSchema } from './setting-schema';

/** The environment variables of these plugins. None is required: a plugin that lacks one is off. */
export function variablesOf(manifests: readonly PluginManifest[]): Variables {
  return Object.fromEntries(
    manifests.flatMap((manifest) =>
      Object.entries(allSettings(manifest)).map(([name, definition]) => {
        const declare = definition.kind === 'secret' ? secret : variable;
        const text = `${definition.description} ${consequence(manifest, definition)}`;
        return [variableName(manifest, name), declare(textSchema(definition).optional(), text)];
      }),
    ),
  );
}

/** Settings from the environment alone, the same for every team. */
export class EnvironmentSettings implements PluginSettingsResolver {
  /** @param variables parsed by the schemas of {@link variablesOf} */
  constructor(private readonly variables: Readonly<Record<string, unknown>>) {}

  resolve(_teamId: string, manifest: PluginManifest): Promise<ResolvedSettings> {
    const values: Record<string, SettingValue | undefined> = {};
    const origins: Record<string, SettingOrigin> = {};
    for (const [name, definition] of Object.entries(allSettings(manifest))) {
      const stated = this.variables[variableName(manifest, name)] as SettingValue | undefined; // parsed so
      const value = stated ?? ('default' in definition ? definition.default : undefined);
      if (value === undefined) continue;
      values[name] = value;
      origins[name] = stated === undefined ? 'default' : 'environment';
    }
    return Promise.resolve({ values: values satisfies SettingValues, origins, account: 'environment' });
  }
}

function consequence({ name }: PluginManifest, definition: SettingDefinition): string {
  if ('default' in definition && definition.default !== undefined) return `Default: ${String(definition.default)}.`;
  const isRequired = definition.kind === 'url' || ('isRequired' in definition && definition.isRequired === true);
  return isRequired ? `Unset: the plugin \`${name}\` is off.` : 'Unset: none.';
}
