import { Inject, Injectable } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PluginResult } from '@sentrybox/contracts';
import type { Clock } from '@sentrybox/observability';
import { CLOCK, withDeadline } from '@sentrybox/observability';
import { DisclosureLedger } from '../disclosure';
import type { ConfiguredPlugin, FastPlugin, Indicator } from '../plugins';
import { PluginContexts, PluginError } from '../plugins';
import type { Admission } from '../quota';
import type { Ask } from './ask';
import { ProviderTurns } from './provider-turns';
import type { Turn } from './provider-turns';
import { failedResult, resultOf } from './to-result';

type Configured = ConfiguredPlugin<FastPlugin>;
type Refusal = Extract<Admission, { isAdmitted: false }>;

/** Asks one source once: waits for its turn, writes down who is told, asks, and tells the others how it went. */
@Injectable()
export class SourceCalls {
  constructor(
    private readonly contexts: PluginContexts,
    private readonly turns: ProviderTurns,
    private readonly ledger: DisclosureLedger,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** Never rejects: whatever prevents an answer is a result with status `error`. */
  async call(configured: Configured, indicator: Indicator, ask: Ask): Promise<PluginResult> {
    const startedAtMs = this.clock.monotonicMs();
    const { name, class: kind } = configured.plugin.manifest;
    const elapsedMs = () => this.clock.monotonicMs() - startedAtMs;
    try {
      if (kind === 'local') return await this.run(configured, indicator, ask, elapsedMs);
      const admission = await this.takeTurn(configured, ask);
      if (!admission.isAdmitted) return failedResult(name, refused(configured, admission), elapsedMs());
      return await this.inTurn(configured, indicator, ask, admission, elapsedMs);
    } catch (error) {
      return failedResult(name, error, elapsedMs());
    }
  }

  private async inTurn(
    configured: Configured,
    indicator: Indicator,
    ask: Ask,
    turn: Turn,
    elapsedMs: () => number,
  ): Promise<PluginResult> {
    try {
      await this.ledger.record(configured, indicator, ask);
      const result = await this.run(configured, indicator, ask, elapsedMs);
      await this.turns.giveBack(configured, turn);
      return result;
    } catch (error) {
      await this.turns.giveBack(configured, turn, error);
      throw error;
    }
  }

  /**
   * Waits for a turn as long as whoever asks does. Who cannot wait gets a time of its own in the line of those that can,
   * so that it is worth coming back then.
   */
  private async takeTurn(configured: Configured, { urgency, hasWaited, deadlineMs }: Ask): Promise<Admission> {
    const endsAtMs = this.clock.monotonicMs() + deadlineMs;
    for (;;) {
      const admission = await this.turns.take(configured, { urgency, hasWaited });
      if (admission.isAdmitted || admission.reason !== 'quota' || urgency === 'background') return admission;
      if (this.clock.monotonicMs() + admission.waitMs >= endsAtMs) {
        return await this.turns.take(configured, { urgency: 'background', hasWaited: false });
      }
      await sleep(admission.waitMs);
    }
  }

  private async run(
    configured: Configured,
    indicator: Indicator,
    { teamId }: Ask,
    elapsedMs: () => number,
  ): Promise<PluginResult> {
    const { name, deadlineMs } = configured.plugin.manifest;
    return await withDeadline({ ms: deadlineMs }, async (signal) => {
      const context = this.contexts.contextOf(configured, { teamId, timeoutMs: deadlineMs, signal });
      const outcome = await configured.plugin.run(indicator, context);
      return resultOf(name, outcome, elapsedMs());
    });
  }
}

function refused({ plugin: { manifest } }: Configured, { reason, waitMs }: Refusal): PluginError {
  const retryAfterSeconds = Math.ceil(waitMs / 1_000);
  const { displayName } = manifest;
  switch (reason) {
    case 'quota':
      return new PluginError('quota', {
        message: `The quota at ${displayName} is used up for now; it is asked when its turn comes.`,
        retryAfterSeconds,
      });
    case 'limited':
      return new PluginError('quota', { message: `${displayName} asked to wait.`, retryAfterSeconds });
    case 'sick':
      return new PluginError('unavailable', { message: `${displayName} failed too often of late.`, retryAfterSeconds });
  }
}
