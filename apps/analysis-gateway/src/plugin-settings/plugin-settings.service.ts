import { Inject, Injectable } from '@nestjs/common';
import { Audit } from '@sentrybox/audit';
import type { Principal } from '@sentrybox/contracts';
import { platformTeamId } from '@sentrybox/contracts';
import { Database, SecretBox, uuidv7 } from '@sentrybox/database';
import type { FieldFault } from '@sentrybox/errors';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { allSettings, PluginRegistry, secretPlace, settingSchema, StoredSettingsRepository } from '../plugins';
import type { Listing, PluginManifest, SettingsOwner } from '../plugins';
import { TeamState } from '../team-state';
import { invalidSettings, pluginNotFound } from './plugin-settings.errors';
import { toSettingsView } from './plugin-settings.view';

type Changes = Readonly<Record<string, string | number | boolean | null>>;

/** Use cases of the settings of plugins. */
@Injectable()
export class PluginSettingsService {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly repository: StoredSettingsRepository,
    private readonly box: SecretBox,
    private readonly state: TeamState,
    private readonly audit: Audit,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found` */
  async get({ teamId }: Principal, name: string) {
    return toSettingsView(await this.listingOf(teamId, name));
  }

  /** @throws DomainError `not_found`, `invalid_request` */
  async update({ teamId }: Principal, name: string, changes: Changes) {
    const { plugin } = await this.listingOf(teamId, name);
    await this.database.inTeam(teamId, () => this.change(teamId, plugin.manifest, changes));
    await this.state.announce(teamId);
    return toSettingsView(await this.listingOf(teamId, name));
  }

  /** The values that hold for every team without its own. @throws DomainError `not_found`, `invalid_request` */
  async updatePlatform(name: string, changes: Changes) {
    const { plugin } = await this.listingOf(platformTeamId, name);
    await this.database.shared(() => this.change(null, plugin.manifest, changes));
    await this.state.announce(undefined);
    return toSettingsView(await this.listingOf(platformTeamId, name));
  }

  // A key was entrusted to the address that was there then: another one drops it, unless a key comes along (U07).
  private async change(owner: SettingsOwner, manifest: PluginManifest, changes: Changes): Promise<void> {
    checkChanges(manifest, changes);
    const { name: plugin, settings } = manifest;
    const ofKind = (kind: string) => Object.keys(settings).filter((name) => settings[name]?.kind === kind);
    const movesAddress = ofKind('url').some((name) => name in changes);
    const dropped = movesAddress ? ofKind('secret').filter((name) => !(name in changes)) : [];
    const removed = Object.keys(changes).filter((name) => changes[name] === null);
    await this.repository.remove(owner, plugin, [...removed, ...dropped]);
    const now = this.clock.now();
    for (const [name, value] of Object.entries(changes)) {
      if (value === null) continue;
      const id = uuidv7();
      const isSecret = settings[name]?.kind === 'secret';
      const sealed = isSecret ? this.box.seal(String(value), secretPlace(owner, { id })) : null;
      await this.repository.save(owner, { id, plugin, name, value: isSecret ? null : value, sealed }, now);
    }
    await this.audit.record({
      action: 'plugin_settings_changed',
      teamId: owner,
      object: { type: 'plugin', id: plugin },
      outcome: 'success',
      details: { fields: Object.keys(changes).sort().join(',') },
    });
  }

  private async listingOf(teamId: string, name: string): Promise<Listing> {
    const listing = (await this.registry.list(teamId)).find(({ plugin }) => plugin.manifest.name === name);
    if (listing === undefined) throw pluginNotFound();
    return listing;
  }
}

function checkChanges(manifest: PluginManifest, changes: Changes): void {
  const definitions = allSettings(manifest);
  const faults = Object.entries(changes).flatMap(([name, value]): FieldFault[] => {
    const definition = Object.hasOwn(definitions, name) ? definitions[name] : undefined;
    if (definition === undefined) {
      return [{ field: 'settings', code: 'unknown_field', message: 'The plugin has no such setting.' }];
    }
    if (value === null || settingSchema(definition).safeParse(value).success) return [];
    return [{ field: `settings.${name}`, code: 'invalid_value', message: `Not a value of ${definition.label}.` }];
  });
  if (faults.length > 0) throw invalidSettings(faults);
}
