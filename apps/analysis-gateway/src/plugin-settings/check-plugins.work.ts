import { Injectable } from '@nestjs/common';
import { defineWork, platformTeamId } from '@sentrybox/contracts';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';
import { isSlow, PluginHealth, PluginRegistry } from '../plugins';
import { PluginTestService } from './plugin-test.service';

/** Asks each plugin once whether it works under the platform's settings. */
export const checkPlugins = defineWork({
  name: 'analysis-gateway.check-plugins',
  owner: 'analysis-gateway',
  concurrency: 1,
  maxAttempts: 3,
});

/**
 * One after the other, behind everybody else in the lines of the providers. Only plugins of which somebody has set
 * something: an installation that nobody has set up tells nobody of itself. Local plugins and slow ones are left out.
 */
@Injectable()
export class CheckPluginsWork implements WorkHandler {
  readonly definition = checkPlugins;

  constructor(
    private readonly registry: PluginRegistry,
    private readonly tests: PluginTestService,
    private readonly health: PluginHealth,
  ) {}

  async run(item: WorkItem): Promise<void> {
    for (const listing of await this.registry.list(platformTeamId)) {
      const { manifest } = listing.plugin;
      const isSetUp = Object.values(listing.settings.origins).some((origin) => origin !== 'default');
      if (!listing.readiness.isConfigured || !isSetUp) continue;
      if (manifest.class === 'local' || isSlow(listing.plugin)) continue;
      item.signal.throwIfAborted();
      const { result, isHealthy, checkedAt } = await this.tests.ask(platformTeamId, listing, 'background');
      const errorCode = result.error?.code ?? null;
      // That its quota is used up says nothing against it.
      if (errorCode !== 'quota') await this.health.record({ plugin: manifest.name, checkedAt, isHealthy, errorCode });
    }
    await item.finish();
  }
}
