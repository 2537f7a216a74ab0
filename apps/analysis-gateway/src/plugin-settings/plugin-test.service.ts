import { Inject, Injectable } from '@nestjs/common';
import type { IocType, PluginResult, Principal } from '@sentrybox/contracts';
import { canonicaliseIoc } from '@sentrybox/ioc';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { bug } from '@sentrybox/errors';
import { SourceCalls } from '../execution';
import type { FastPlugin, Indicator, Listing } from '../plugins';
import { isSlow, PluginRegistry } from '../plugins';
import type { Urgency } from '../quota';
import { pluginLacks, pluginNotFound, slowIsNotTested } from './plugin-settings.errors';

/** Values that every source can be asked about and that tell nobody anything. */
const wellKnown: Readonly<Record<IocType, string>> = {
  ip: '8.8.8.8',
  domain: 'example.com',
  url: 'https://example.com/',
  hash: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
  email: 'info@example.com',
};

const deadlineMs = 10_000;

export interface PluginTest {
  readonly result: PluginResult;
  readonly isHealthy: boolean;
  readonly asked: { readonly ioc: string; readonly type: IocType };
  readonly checkedAt: Date;
}

/** Asks plugins about well-known values, to see whether they work. */
@Injectable()
export class PluginTestService {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly calls: SourceCalls,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError `not_found`; `conflict` for a plugin that lacks a setting or answers later */
  async test({ teamId }: Principal, name: string) {
    const listing = (await this.registry.list(teamId)).find(({ plugin }) => plugin.manifest.name === name);
    if (listing === undefined) throw pluginNotFound();
    if (!listing.readiness.isConfigured) throw pluginLacks(listing.readiness.reason);
    const { result, isHealthy, asked, checkedAt } = await this.ask(teamId, listing, 'person');
    return { plugin: name, healthy: isHealthy, asked, result, checked_at: checkedAt.toISOString() };
  }

  /** @throws DomainError `conflict` for a plugin that answers later */
  async ask(teamId: string, { plugin, settings }: Listing, urgency: Urgency): Promise<PluginTest> {
    if (isSlow(plugin)) throw slowIsNotTested();
    const indicator = indicatorFor(plugin);
    const ask = { teamId, urgency, hasWaited: true, tlp: 'clear', pap: 'clear', deadlineMs } as const;
    const call = { ...ask, maxAgeSeconds: undefined, isForced: true };
    const result = await this.calls.call({ plugin, settings }, indicator, call);
    const isHealthy = result.status === 'ok' || result.status === 'not_found';
    const asked = { ioc: indicator.value, type: indicator.iocType };
    return { result, isHealthy, asked, checkedAt: this.clock.now() };
  }
}

function indicatorFor({ manifest }: FastPlugin): Indicator {
  const [iocType] = manifest.indicatorTypes;
  const canonical = iocType === undefined ? undefined : canonicaliseIoc(iocType, wellKnown[iocType]);
  if (iocType === undefined || canonical?.ok !== true) throw bug('A plugin names no type of indicator.');
  return { iocType, type: canonical.type, value: canonical.value };
}
