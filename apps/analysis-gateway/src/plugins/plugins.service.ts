import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from '@sentrybox/contracts';
import { DRIFT_LOG } from './drift/drift-log';
import type { DriftLog } from './drift/drift-log';
import { PluginRegistry } from './plugin-registry';
import { toFailedPluginView, toPluginView } from './plugin.view';

/** Use cases of the list of plugins. */
@Injectable()
export class PluginsService {
  constructor(
    private readonly registry: PluginRegistry,
    @Inject(DRIFT_LOG) private readonly drift: DriftLog,
  ) {}

  /** The plugins that the caller's team can use; with `include` also the others, with the reason. */
  async list({ teamId }: Principal, include: 'disabled' | undefined) {
    const [listings, drift] = await Promise.all([this.registry.list(teamId), this.drift.all()]);
    const views = [
      ...listings.map((listing) => toPluginView(listing, drift.get(listing.plugin.manifest.name))),
      ...this.registry.failures().map(toFailedPluginView),
    ];
    return views.filter((view) => include === 'disabled' || view.enabled).sort((a, b) => (a.name < b.name ? -1 : 1));
  }
}
