import { Inject, Injectable } from '@nestjs/common';
import type { PluginResult } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK, withDeadline } from '@sentrybox/observability';
import type { WorkItem } from '@sentrybox/queue';
import { AnswerCache, isKeepable } from '../cache';
import { DisclosureLedger } from '../disclosure';
import { KeptAnswers, ProviderTurns } from '../execution';
import type { ConfiguredPlugin, SlowPlugin, SlowPluginContext, SlowStep } from '../plugins';
import { PluginContexts, PluginError, PluginRegistry } from '../plugins';
import type { AnalysisRow, OpenRun } from './analyses.repository';
import { AnalysesRepository } from './analyses.repository';
import { indicatorOf } from './indicator-of';
import type { Searching, SubmissionMark } from './submit-once';
import { submitOnce } from './submit-once';

export interface SlowRun {
  readonly row: OpenRun;
  readonly analysis: AnalysisRow;
}

/** Its turn at the provider has not come. */
interface InLine {
  readonly state: 'in_line';
  readonly waitMs: number;
}

/** One question to a slow source: a submission or a poll, in its turn, with whom it tells written down before. */
@Injectable()
export class SlowSteps {
  constructor(
    private readonly registry: PluginRegistry,
    private readonly contexts: PluginContexts,
    private readonly turns: ProviderTurns,
    private readonly ledger: DisclosureLedger,
    private readonly kept: KeptAnswers,
    private readonly cache: AnswerCache,
    private readonly repository: AnalysesRepository,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws PluginError */
  async take(item: WorkItem, run: SlowRun, plugin: SlowPlugin): Promise<SlowStep | Searching | InLine> {
    const configured = await this.registry.configured(item.teamId, plugin);
    return await this.ask(item, configured, run.row.waitsSince !== null, (context) =>
      this.inTurn(item, run, configured, context),
    );
  }

  /**
   * Tells the source that nobody waits for the submission any more, where it can be told. One try: a source that cannot be
   * told now goes on with work that nobody reads.
   */
  async cancel(item: WorkItem, { row: { ticket } }: SlowRun, plugin: SlowPlugin): Promise<void> {
    if (plugin.cancel === undefined || ticket === null) return;
    const configured = await this.registry.configured(item.teamId, plugin);
    try {
      await this.ask(item, configured, true, async (context) => plugin.cancel?.(ticket, context));
    } catch (error) {
      if (!(error instanceof PluginError)) throw error;
    }
  }

  /** Keeps an answer for analyses of the same indicator, as long as the plugin says. */
  async keep(teamId: string, { analysis }: SlowRun, plugin: SlowPlugin, result: PluginResult): Promise<void> {
    if (!isKeepable(result)) return;
    const { hitSeconds, missSeconds } = plugin.manifest.cache;
    const configured = await this.registry.configured(teamId, plugin);
    const key = this.kept.keyOf(configured, indicatorOf(analysis), teamId);
    await this.cache.write(key, result, result.status === 'ok' ? hitSeconds : missSeconds);
  }

  private async ask<T>(
    item: WorkItem,
    configured: ConfiguredPlugin<SlowPlugin>,
    hasWaited: boolean,
    question: (context: SlowPluginContext) => Promise<T>,
  ): Promise<T | InLine> {
    const turn = await this.turns.take(configured, { urgency: 'background', hasWaited });
    if (!turn.isAdmitted) return { state: 'in_line', waitMs: turn.waitMs };
    try {
      const { deadlineMs } = configured.plugin.manifest;
      const answer = await withDeadline({ ms: deadlineMs, signal: item.signal }, (signal) =>
        question(this.contextOf(item, configured, signal)),
      );
      await this.turns.giveBack(configured, turn);
      return answer;
    } catch (error) {
      await this.turns.giveBack(configured, turn, error);
      throw error;
    }
  }

  private async inTurn(
    item: WorkItem,
    { row, analysis }: SlowRun,
    configured: ConfiguredPlugin<SlowPlugin>,
    context: SlowPluginContext,
  ): Promise<SlowStep | Searching> {
    const { plugin } = configured;
    const { teamId, id } = item;
    const indicator = indicatorOf(analysis);
    if (row.ticket !== null) return await plugin.poll(indicator, row.ticket, context);
    const mark = this.markOf(item, row);
    if (mark.since === null) {
      const now = this.clock.now();
      await this.database.inTeam(teamId, () => this.repository.startClock(teamId, id, now));
      await this.ledger.record(configured, indicator, { teamId, tlp: analysis.tlp, pap: analysis.pap });
    }
    const { recovery } = plugin;
    if (recovery === undefined) return await plugin.submit(indicator, context);
    // A worker that slept through its lease stops here, before it marks or submits anything.
    if (mark.since === null) await item.ensureLeased();
    return await submitOnce({ plugin, recovery, indicator, context, mark, now: () => this.clock.now() });
  }

  private contextOf(item: WorkItem, configured: ConfiguredPlugin<SlowPlugin>, signal: AbortSignal): SlowPluginContext {
    const call = { teamId: item.teamId, timeoutMs: configured.plugin.manifest.deadlineMs, signal };
    return { ...this.contexts.contextOf(configured, call), reference: item.id };
  }

  private markOf({ teamId, id }: WorkItem, row: OpenRun): SubmissionMark {
    return {
      since: row.submittingSince,
      set: (since) => this.database.inTeam(teamId, () => this.repository.beginSubmission(teamId, id, since)),
      clear: (since) => this.database.inTeam(teamId, () => this.repository.forgetSubmission(teamId, id, since)),
    };
  }
}
