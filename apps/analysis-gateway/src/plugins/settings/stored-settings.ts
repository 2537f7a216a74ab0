import { Inject, Injectable } from '@nestjs/common';
import { Database, SecretBox } from '@sentrybox/database';
import type { SecretPlace } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { RecentTeams, TeamState } from '../../team-state';
import type { PluginManifest } from '../contract/plugin';
import type { SettingValue } from '../contract/settings';
import { allSettings } from './all-settings';
import type { PluginSettingsResolver, ResolvedSettings, SettingOrigin } from './plugin-settings-resolver';
import { settingSchema } from './setting-schema';
import type { SettingsOwner, StoredSetting } from './stored-settings.repository';
import { StoredSettingsRepository } from './stored-settings.repository';

export const ENVIRONMENT_SETTINGS = Symbol('ENVIRONMENT_SETTINGS');

/** Values of one owner, secrets in clear, by plugin and name. */
type Values = ReadonlyMap<string, ReadonlyMap<string, SettingValue>>;

interface Layer {
  readonly origin: SettingOrigin;
  readonly values: ReadonlyMap<string, SettingValue>;
}

const precedence: readonly SettingOrigin[] = ['team', 'platform', 'environment', 'default'];

/** The settings that plugins run with: the team's, else the platform's, else the environment's, else the defaults. */
@Injectable()
export class StoredSettings implements PluginSettingsResolver {
  private readonly ofTeams: RecentTeams<Values>;
  private readonly ofPlatform: RecentTeams<Values>;
  /** Per values of a team: this is asked for every plugin with every request, and seldom another time. */
  private readonly known = new WeakMap<
    Values,
    Map<string, { readonly platform: Values; readonly settings: ResolvedSettings }>
  >();

  constructor(
    private readonly repository: StoredSettingsRepository,
    private readonly box: SecretBox,
    private readonly database: Database,
    @Inject(ENVIRONMENT_SETTINGS) private readonly environment: PluginSettingsResolver,
    state: TeamState,
    @Inject(CLOCK) clock: Clock,
  ) {
    this.ofTeams = new RecentTeams(clock);
    this.ofPlatform = new RecentTeams(clock);
    state.onChange((teamId) => {
      this.ofTeams.drop(teamId);
      if (teamId === undefined) this.ofPlatform.drop(undefined);
    });
  }

  async resolve(teamId: string, manifest: PluginManifest): Promise<ResolvedSettings> {
    const [team, platform] = await Promise.all([
      this.ofTeams.get(teamId, () => this.load(teamId)),
      this.ofPlatform.get('', () => this.load(null)),
    ]);
    const ofTeam = this.known.get(team) ?? new Map<string, { platform: Values; settings: ResolvedSettings }>();
    const known = ofTeam.get(manifest.name);
    if (known?.platform === platform) return known.settings;
    const base = await this.environment.resolve(teamId, manifest);
    const layers: Layer[] = [
      { origin: 'team', values: team.get(manifest.name) ?? new Map<string, SettingValue>() },
      { origin: 'platform', values: platform.get(manifest.name) ?? new Map<string, SettingValue>() },
    ];
    const settings = resolved(teamId, manifest, layers, base);
    this.known.set(team, ofTeam.set(manifest.name, { platform, settings }));
    return settings;
  }

  private async load(owner: SettingsOwner): Promise<Values> {
    const rows =
      owner === null
        ? await this.repository.all(null)
        : await this.database.inTeam(owner, () => this.repository.all(owner));
    const byPlugin = new Map<string, Map<string, SettingValue>>();
    for (const row of rows) {
      const values = byPlugin.get(row.plugin) ?? new Map<string, SettingValue>();
      const value = row.sealed === null ? row.value : this.box.open(row.sealed, secretPlace(owner, row));
      if (value !== null) byPlugin.set(row.plugin, values.set(row.name, value));
    }
    return byPlugin;
  }
}

/** Where a secret lies; it can be opened there and nowhere else. */
export function secretPlace(owner: SettingsOwner, { id }: Pick<StoredSetting, 'id'>): SecretPlace {
  const table = owner === null ? 'analysis.platform_plugin_setting' : 'analysis.plugin_setting';
  return { table, column: 'sealed', rowId: id, teamId: owner };
}

function resolved(
  teamId: string,
  manifest: PluginManifest,
  layers: readonly Layer[],
  base: ResolvedSettings,
): ResolvedSettings {
  const values: Record<string, SettingValue> = {};
  const origins: Record<string, SettingOrigin> = {};
  const definitions = Object.entries(allSettings(manifest));
  for (const [name, definition] of definitions) {
    const layer = layers.find(
      ({ values: own }) => own.has(name) && settingSchema(definition).safeParse(own.get(name)).success,
    );
    const value = layer?.values.get(name) ?? base.values[name];
    const origin = layer?.origin ?? base.origins[name];
    if (value === undefined || origin === undefined) continue;
    values[name] = value;
    origins[name] = origin;
  }
  const kept = withoutBorrowedSecrets(manifest, values, origins);
  return { values: kept, origins, account: accountOf(teamId, manifest, origins) };
}

/**
 * A key goes only where its owner, or somebody above, sends it (U07): a team that names an address of its own cannot have
 * the platform's key sent there. Takes the origins of what is left out away as well.
 */
function withoutBorrowedSecrets(
  { settings }: PluginManifest,
  values: Readonly<Record<string, SettingValue>>,
  origins: Record<string, SettingOrigin>,
): Readonly<Record<string, SettingValue>> {
  const ranks = Object.entries(settings).map(([name, { kind }]) => ({ name, kind, rank: rankOf(origins[name]) }));
  const nearestUrl = Math.min(precedence.length, ...ranks.filter(({ kind }) => kind === 'url').map(({ rank }) => rank));
  const borrowed = ranks.filter(({ kind, rank }) => kind === 'secret' && rank > nearestUrl).map(({ name }) => name);
  for (const name of borrowed) Reflect.deleteProperty(origins, name);
  return Object.fromEntries(Object.entries(values).filter(([name]) => !borrowed.includes(name)));
}

function rankOf(origin: SettingOrigin | undefined): number {
  return origin === undefined ? precedence.length : precedence.indexOf(origin);
}

// Who asks under the same key shares its quota.
function accountOf(
  teamId: string,
  { settings }: PluginManifest,
  origins: Readonly<Record<string, SettingOrigin>>,
): string {
  const names = Object.entries(settings).filter(([, { kind }]) => kind === 'secret' || kind === 'url');
  const origin = precedence.find((each) => names.some(([name]) => origins[name] === each)) ?? 'environment';
  return origin === 'team' ? `team:${teamId}` : origin === 'default' ? 'environment' : origin;
}
