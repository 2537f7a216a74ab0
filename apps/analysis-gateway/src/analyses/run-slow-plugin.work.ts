import { Inject, Injectable } from '@nestjs/common';
import type { PluginResult } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { DomainError } from '@sentrybox/errors';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';
import type { Indicator, SlowPlugin, SlowStep } from '../plugins';
import { isSlow } from '../plugins';
import { PluginError } from '../plugins';
import { PluginContexts, PluginRegistry } from '../plugins';
import type { AnalysisRow, SlowRun } from './analyses.repository';
import { AnalysesRepository } from './analyses.repository';
import { ResultsService } from './results.service';
import { runSlowPlugin } from './run-slow-plugin.definition';
import type { Searching, SubmissionMark } from './submit-once';
import { submitOnce, uncertainSubmission } from './submit-once';
import { failedResult, resultOf } from './to-result';

interface Run {
  readonly row: SlowRun;
  readonly analysis: AnalysisRow;
}

/**
 * Takes a slow plugin one step further. Between steps nothing is held: the row waits with a due time. Whatever happens,
 * the run ends with exactly one result, `error` included.
 */
@Injectable()
export class RunSlowPluginWork implements WorkHandler {
  readonly definition = runSlowPlugin;

  constructor(
    private readonly registry: PluginRegistry,
    private readonly contexts: PluginContexts,
    private readonly repository: AnalysesRepository,
    private readonly results: ResultsService,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const run = await this.load(item);
    if (run === undefined) {
      await item.finish(() => Promise.resolve());
      return;
    }
    const plugin = this.registry.get(run.row.plugin);
    if (plugin === undefined || !isSlow(plugin)) {
      await this.end(item, run, this.failure(run, new PluginError('unavailable', { message: 'The plugin is gone.' })));
      return;
    }
    try {
      await this.step(item, run, plugin);
    } catch (error) {
      // Stopped because the process ends or the lease is lost: nothing is wrong with the plugin, another run goes on.
      if (item.signal.aborted || this.mayRetry(run, plugin, error)) throw error;
      await this.end(item, run, this.failure(run, error));
    }
  }

  /** Attempts are used up: the last error becomes the result. Runs in the tenant transaction that ends the work. */
  async onFailed(item: Pick<WorkItem, 'id' | 'teamId'>, error: unknown): Promise<void> {
    const row = await this.repository.findByWork(item.teamId, item.id);
    if (row?.result !== null) return;
    const reason = isSubmissionOpen(row) ? uncertainSubmission() : error;
    const result = failedResult(row.plugin, reason, this.ageMs(row));
    await this.results.store(item.teamId, row.analysisId, result);
  }

  private load(item: WorkItem): Promise<Run | undefined> {
    return this.database.inTeam(item.teamId, async () => {
      const row = await this.repository.findByWork(item.teamId, item.id);
      if (row?.result !== null) return undefined;
      const analysis = await this.repository.find(item.teamId, row.analysisId);
      return analysis === undefined ? undefined : { row, analysis };
    });
  }

  private async step(item: WorkItem, run: Run, plugin: SlowPlugin): Promise<void> {
    const { row } = run;
    if (this.isOverdue(run, plugin)) {
      if (isSubmissionOpen(row)) throw uncertainSubmission();
      throw new PluginError('timeout', { message: 'The source did not finish in time.' });
    }
    const outcome = await this.advance(item, run, plugin);
    if (outcome.state === 'done') {
      await this.end(item, run, resultOf(row.plugin, outcome.outcome, this.ageMs(row)));
      return;
    }
    const dueAt = new Date(this.clock.now().getTime() + outcome.pollAfterMs);
    await item.waitUntil(dueAt, async () => {
      if (outcome.state === 'pending') await this.repository.saveTicket(item.teamId, item.id, outcome.ticket);
    });
  }

  private async advance(item: WorkItem, { row, analysis }: Run, plugin: SlowPlugin): Promise<SlowStep | Searching> {
    const indicator: Indicator = {
      iocType: analysis.type,
      type: analysis.indicatorType,
      value: analysis.canonical,
    };
    const { deadlineMs } = plugin.manifest;
    const signal = AbortSignal.any([item.signal, AbortSignal.timeout(deadlineMs)]);
    const configured = await this.registry.configured(item.teamId, plugin);
    const call = { teamId: item.teamId, timeoutMs: deadlineMs, signal };
    const context = { ...this.contexts.contextOf(configured, call), reference: item.id };
    if (row.ticket !== null) return await plugin.poll(indicator, row.ticket, context);
    const { recovery } = plugin;
    if (recovery === undefined) return await plugin.submit(indicator, context);
    const mark = this.markOf(item, row);
    // A worker that slept through its lease stops here, before it marks or submits anything.
    if (mark.since === null) await item.ensureLeased();
    return await submitOnce({ plugin, recovery, indicator, context, mark, now: () => this.clock.now() });
  }

  private markOf({ teamId, id }: WorkItem, row: SlowRun): SubmissionMark {
    return {
      since: row.submittingSince,
      set: (since) => this.database.inTeam(teamId, () => this.repository.beginSubmission(teamId, id, since)),
      clear: (since) => this.database.inTeam(teamId, () => this.repository.forgetSubmission(teamId, id, since)),
    };
  }

  private async end(item: WorkItem, { row }: Run, result: PluginResult): Promise<void> {
    await item.finish(() => this.results.store(item.teamId, row.analysisId, result));
  }

  private failure({ row }: Run, error: unknown): PluginResult {
    return failedResult(row.plugin, error, this.ageMs(row));
  }

  private ageMs(row: SlowRun): number {
    return Math.max(0, this.clock.now().getTime() - row.submittedAt.getTime());
  }

  // What the source asks to wait counts: nobody should look at "pending" for an hour to be told "timeout".
  private mayRetry({ row }: Run, plugin: SlowPlugin, error: unknown): boolean {
    if (!(error instanceof DomainError) || !error.isRetryable) return false;
    return this.ageMs(row) + (error.retryAfterSeconds ?? 0) * 1_000 <= plugin.maxTotalMs;
  }

  private isOverdue({ row }: Run, plugin: SlowPlugin): boolean {
    return this.ageMs(row) > plugin.maxTotalMs;
  }
}

/** Whether a submission was begun of which nobody knows what became of it. */
function isSubmissionOpen(row: SlowRun): boolean {
  return row.submittingSince !== null && row.ticket === null;
}
