import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '@sentrybox/contracts';
import { CALL_GATE } from '../quota';
import type { CallGate } from '../quota';
import { DRIFT_LOG } from './drift/drift-log';
import type { DriftLog } from './drift/drift-log';
import { PluginHealth } from './plugin-health';
import { PluginRegistry } from './plugin-registry';
import type { Listing } from './plugin-registry';
import { toFailedPluginView, toPluginView } from './plugin.view';
import { accountOf } from './provider-account';

/** Use cases of the list of plugins. */
@Injectable()
export class PluginsService {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly health: PluginHealth,
    @Inject(DRIFT_LOG) private readonly drift: DriftLog,
    @Inject(CALL_GATE) private readonly gate: CallGate,
  ) {}

  /** The plugins that the caller's team can use; with `include` also the others, with the reason. */
  async list({ teamId }: Principal, include: 'disabled' | undefined) {
    const [listings, drift, health] = await Promise.all([
      this.registry.list(teamId),
      this.drift.all(),
      this.health.all(),
    ]);
    const shown = listings.filter(({ readiness }) => include === 'disabled' || readiness.isConfigured);
    const views = await Promise.all(
      shown.map(async (listing) => {
        const { name } = listing.plugin.manifest;
        const limits = await this.limitsOf(listing);
        return toPluginView(listing, { drift: drift.get(name), health: health.get(name), limits });
      }),
    );
    const failed = include === 'disabled' ? this.registry.failures().map(toFailedPluginView) : [];
    return [...views, ...failed].sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  private async limitsOf(listing: Listing) {
    if (!listing.readiness.isConfigured || listing.plugin.manifest.quota.length === 0) return [];
    return (await this.gate.look(accountOf(listing))).limits;
  }
}
