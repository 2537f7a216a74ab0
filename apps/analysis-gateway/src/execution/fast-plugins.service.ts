import { Inject, Injectable } from '@nestjs/common';
import type { PluginResult } from '@sentrybox/contracts';
import { OpenStreams } from '@sentrybox/http';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import { AnswerCache, Flights, isKeepable } from '../cache';
import type { KeptAnswer } from '../cache';
import type { ConfiguredPlugin, FastPlugin, Indicator } from '../plugins';
import type { Ask, FastAnswer } from './ask';
import { KeptAnswers } from './kept-answers.service';
import { RequestDeadline } from './request-deadline';
import { SourceCalls } from './source-call.service';
import { lateResult } from './to-result';

type Configured = ConfiguredPlugin<FastPlugin>;
type TimedAsk = Ask & { readonly askedAtMs: number };

/** A caller that does not land within so long beyond its own limit counts as lost. */
const flightMarginMs = 2_000;

/** Runs fast plugins side by side: from what is kept, together with others that ask the same, or by asking the source. */
@Injectable()
export class FastPlugins {
  constructor(
    private readonly kept: KeptAnswers,
    private readonly cache: AnswerCache,
    private readonly flights: Flights,
    private readonly calls: SourceCalls,
    private readonly streams: OpenStreams,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /**
   * Returns at the deadline at the latest: one that hangs costs the others nothing. Never rejects; a plugin that throws
   * has a result with status `error`.
   */
  async run(plugins: readonly Configured[], indicator: Indicator, ask: Ask): Promise<FastAnswer[]> {
    const deadline = new RequestDeadline(ask.deadlineMs, this.streams.signal);
    const askedAtMs = this.clock.now().getTime();
    try {
      const found = await deadline.wait(this.kept.find(plugins, indicator, ask));
      return await Promise.all(
        plugins.map((configured, index) =>
          this.answer(configured, indicator, { ...ask, askedAtMs }, found?.[index], deadline),
        ),
      );
    } finally {
      deadline.close();
    }
  }

  private async answer(
    configured: Configured,
    indicator: Indicator,
    ask: TimedAsk,
    kept: KeptAnswer | undefined,
    deadline: RequestDeadline,
  ): Promise<FastAnswer> {
    if (kept !== undefined) {
      const now = this.clock.now().getTime();
      if (now > kept.freshUntilMs) void this.fetch(configured, indicator, { ...ask, urgency: 'background' });
      return { configured, result: this.kept.resultOf(kept), late: undefined };
    }
    const answer = this.fetch(configured, indicator, ask);
    const result = await deadline.wait(answer);
    return result === undefined
      ? { configured, result: lateResult(configured.plugin.manifest.name, ask.deadlineMs), late: answer }
      : { configured, result, late: undefined };
  }

  private async fetch(configured: Configured, indicator: Indicator, ask: TimedAsk): Promise<PluginResult> {
    const { manifest } = configured.plugin;
    if (manifest.class === 'local' && manifest.cache.hitSeconds === 0) {
      return await this.calls.call(configured, indicator, ask);
    }
    const key = this.kept.keyOf(configured, indicator, ask.teamId);
    const maxMs = manifest.deadlineMs + ask.deadlineMs + flightMarginMs;
    return await this.flights.join(key, maxMs, async () => {
      const landed = await this.landedSince(key, ask.askedAtMs);
      if (landed !== undefined) return landed;
      const result = await this.calls.call(configured, indicator, ask);
      const { hitSeconds, missSeconds } = manifest.cache;
      if (isKeepable(result)) await this.cache.write(key, result, result.status === 'ok' ? hitSeconds : missSeconds);
      return result;
    });
  }

  /** Somebody else's call may have ended between the look at what is kept and this flight. */
  private async landedSince(key: string, askedAtMs: number): Promise<PluginResult | undefined> {
    const [kept] = await this.cache.read([key]);
    return kept !== undefined && kept.givenAtMs >= askedAtMs ? this.kept.resultOf(kept) : undefined;
  }
}
