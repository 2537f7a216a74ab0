import { Egress, GuardedDns } from '@sentrybox/egress';
import { startDnsFixture, startFixtureServer } from '@sentrybox/testing';
import type { DnsFixture, FixtureServer } from '@sentrybox/testing';
import { isSlow } from '../src/plugins';
import type { Indicator, Plugin, PluginOutcome, SlowPlugin, SlowPluginContext } from '../src/plugins';
import type { Drift, DriftLog } from '../src/plugins/drift/drift-log';
import { DnsDoor } from '../src/plugins/provider/dns-door';
import { ProviderDoor } from '../src/plugins/provider/provider-door';
import { allSettings } from '../src/plugins/settings/all-settings';
import { contextWith, teamId } from './indicator-of';

/** Sent as every secret setting, so that a spec can look for it where it must not be. */
export const secretCanary = 'canary-key-0123456789abcdef';
const reference = '0195f2aa-1111-7222-8333-444455556666';

const now = new Date('2026-05-23T10:00:00.000Z');
const clock = { now: () => now, monotonicMs: () => 0 };

class MemoryDrift implements DriftLog {
  readonly fields: string[] = [];

  record(_plugin: string, field: string): void {
    this.fields.push(field);
  }

  all(): Promise<ReadonlyMap<string, Drift>> {
    return Promise.resolve(new Map());
  }
}

/** One plugin before a fixture server that plays its source, with the real way out between them. */
export class PluginBench {
  readonly drift = new MemoryDrift();
  private readonly egress: Egress;

  private constructor(
    readonly plugin: Plugin,
    readonly server: FixtureServer,
    readonly dns: DnsFixture,
    private readonly over: Readonly<Record<string, string | number | boolean>>,
    egress: Egress | undefined,
  ) {
    this.egress = egress ?? new Egress({ isOffline: true, now: () => now, monotonicMs: () => 0 });
  }

  /**
   * @param over settings beside the usual: secrets are the canary, addresses lead to the server
   * @param egress instead of one that dials loopback alone
   */
  static async start(
    plugin: Plugin,
    over: Readonly<Record<string, string | number | boolean>> = {},
    egress?: Egress,
  ): Promise<PluginBench> {
    return new PluginBench(plugin, await startFixtureServer(), await startDnsFixture(), over, egress);
  }

  get settings(): Readonly<Record<string, string | number | boolean>> {
    const usual = Object.entries(allSettings(this.plugin.manifest)).flatMap(([name, definition]) => {
      if (definition.kind === 'secret') return [[name, secretCanary] as const];
      if (definition.kind === 'url') return [[name, this.addressOf(name, definition.default)] as const];
      return definition.default === undefined ? [] : [[name, definition.default] as const];
    });
    return {
      ...Object.fromEntries(usual),
      ...(this.plugin.manifest.usesDns && { resolver: this.dns.address }),
      ...this.over,
    };
  }

  context(timeoutMs = 2_000): SlowPluginContext {
    const { egress, settings } = this;
    const signal = AbortSignal.timeout(timeoutMs);
    const call = { teamId, timeoutMs, signal };
    const provider = new ProviderDoor(
      this.plugin.manifest,
      settings,
      { egress, clock, account: 'a', ...call },
      this.drift,
    );
    const dns = new DnsDoor(this.plugin.manifest, settings, { dns: new GuardedDns({ isOffline: true }), ...call });
    return { ...contextWith({ ...call, settings, clock, provider, dns }), reference };
  }

  /** The outcome of a fast plugin, or of a slow one's whole way. */
  async outcome(indicator: Indicator, timeoutMs?: number): Promise<PluginOutcome> {
    const { plugin } = this;
    if (!isSlow(plugin)) return await plugin.run(indicator, this.context(timeoutMs));
    let step = await plugin.submit(indicator, this.context(timeoutMs));
    for (let polls = 0; step.state === 'pending'; polls += 1) {
      if (polls > 10) throw new Error('It never ends.');
      step = await plugin.poll(indicator, step.ticket, this.context(timeoutMs));
    }
    return step.outcome;
  }

  get slow(): SlowPlugin {
    if (!isSlow(this.plugin)) throw new Error('It is a fast one.');
    return this.plugin;
  }

  async close(): Promise<void> {
    await this.server.close();
    await this.dns.close();
    await this.egress.close();
  }

  // Under the path of the public address, and a second address under its own name.
  private addressOf(setting: string, publicUrl: string | undefined): string {
    const path = publicUrl === undefined ? '' : new URL(publicUrl).pathname.replace(/\/$/, '');
    return `${this.server.url}${setting === 'url' ? '' : `/${setting}`}${path}`;
  }
}
