import { Injectable } from '@nestjs/common';
import type { Principal } from '@sentrybox/contracts';
import { ProviderTurns } from '../execution';

import type { ConfiguredPlugin } from '../plugins';
import { accountOf, PluginRegistry } from '../plugins';
import { limitUseView } from '../quota';

/** What is left at the providers that a team's plugins ask. */
@Injectable()
export class ProviderQuotaService {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly turns: ProviderTurns,
  ) {}

  /** One entry per account: plugins of one provider under one key share it. Local plugins have none. */
  async list({ teamId }: Principal) {
    const accounts = new Map<string, ConfiguredPlugin[]>();
    for (const listing of await this.registry.list(teamId)) {
      const { plugin, readiness } = listing;
      if (!readiness.isConfigured || plugin.manifest.class === 'local') continue;
      const { id } = accountOf(listing);
      accounts.set(id, [...(accounts.get(id) ?? []), listing]);
    }
    return { providers: await Promise.all([...accounts.values()].map((plugins) => this.viewOf(plugins))) };
  }

  private async viewOf(plugins: readonly ConfiguredPlugin[]) {
    const [first] = plugins as readonly [ConfiguredPlugin]; // an account is made with its first plugin
    const { limits, waitMs, reason } = await this.turns.look(first);
    const { manifest } = first.plugin;
    return {
      provider: manifest.provider ?? manifest.name,
      plugins: plugins.map(({ plugin }) => plugin.manifest.name),
      key_of: keyOf(first),
      limits: limits.map(limitUseView),
      state: reason === 'limited' || reason === 'sick' ? reason : ('open' as const),
      wait_seconds: Math.ceil(waitMs / 1_000),
    };
  }
}

function keyOf({ plugin, settings }: ConfiguredPlugin): 'team' | 'platform' | 'environment' | 'none' {
  const secrets = Object.entries(plugin.manifest.settings).filter(([, { kind }]) => kind === 'secret');
  const origins = secrets.map(([name]) => settings.origins[name]).filter((origin) => origin !== undefined);
  const origin = origins.find((each) => each !== 'default');
  return origin ?? 'none';
}
