import { Inject, Injectable } from '@nestjs/common';
import { Egress, GuardedDns } from '@sentrybox/egress';
import { Messages } from '@sentrybox/messaging';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import type { Plugin } from './contract/plugin';
import type { PluginContext } from './contract/plugin-context';
import { DRIFT_LOG } from './drift/drift-log';
import type { DriftLog } from './drift/drift-log';
import { DnsDoor } from './provider/dns-door';
import { ProviderDoor } from './provider/provider-door';
import type { ResolvedSettings } from './settings/plugin-settings-resolver';

/** A plugin with the settings that it runs with for one team. */
export interface ConfiguredPlugin<P extends Plugin = Plugin> {
  readonly plugin: P;
  readonly settings: ResolvedSettings;
}

/** For whom, and for how long, a plugin is asked. */
export interface PluginCall {
  readonly teamId: string;
  /** Fires when the answer is no longer wanted. */
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

/** Puts together what a plugin may use for one question: nothing but its own settings and its own way out. */
@Injectable()
export class PluginContexts {
  constructor(
    private readonly egress: Egress,
    private readonly dns: GuardedDns,
    private readonly messages: Messages,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(DRIFT_LOG) private readonly drift: DriftLog,
  ) {}

  contextOf({ plugin, settings }: ConfiguredPlugin, call: PluginCall): PluginContext {
    const { egress, clock } = this;
    const outside = { egress, clock, ...call, account: settings.account };
    return {
      ...call,
      settings: settings.values,
      clock,
      provider: new ProviderDoor(plugin.manifest, settings.values, outside, this.drift),
      dns: new DnsDoor(plugin.manifest, settings.values, { dns: this.dns, ...call }),
      messages: this.messages,
    };
  }
}
