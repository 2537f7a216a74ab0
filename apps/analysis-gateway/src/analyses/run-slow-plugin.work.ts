import { Inject, Injectable } from '@nestjs/common';
import type { PluginResult } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import { DomainError } from '@sentrybox/errors';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';
import { failedResult, resultOf } from '../execution';
import type { SlowPlugin } from '../plugins';
import { isSlow, PluginError, PluginRegistry } from '../plugins';
import { AnalysesRepository } from './analyses.repository';
import { ResultsService } from './results.service';
import { runSlowPlugin } from './run-plugin.definitions';
import { SlowSteps } from './slow-steps.service';
import type { SlowRun } from './slow-steps.service';
import { uncertainSubmission } from './submit-once';

/** The longest that a submission stands in the line of its provider. */
const maxLineMs = 172_800_000;

/**
 * Takes a slow plugin one step further. Between steps nothing is held: the row waits with a due time. Whatever happens,
 * the run ends with exactly one result, `error` included.
 */
@Injectable()
export class RunSlowPluginWork implements WorkHandler {
  readonly definition = runSlowPlugin;

  constructor(
    private readonly registry: PluginRegistry,
    private readonly repository: AnalysesRepository,
    private readonly results: ResultsService,
    private readonly steps: SlowSteps,
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

  private load(item: WorkItem): Promise<SlowRun | undefined> {
    return this.database.inTeam(item.teamId, async () => {
      const row = await this.repository.findByWork(item.teamId, item.id);
      if (row?.result !== null) return undefined;
      const analysis = await this.repository.find(item.teamId, row.analysisId);
      return analysis === undefined ? undefined : { row, analysis };
    });
  }

  private async step(item: WorkItem, run: SlowRun, plugin: SlowPlugin): Promise<void> {
    const { row } = run;
    if (this.isOverdue(run, plugin)) {
      if (isSubmissionOpen(row)) throw uncertainSubmission();
      await this.steps.cancel(item, run, plugin);
      throw new PluginError('timeout', { message: 'The source did not finish in time.' });
    }
    const step = await this.steps.take(item, run, plugin);
    if (step.state === 'done') {
      const result = resultOf(row.plugin, step.outcome, this.ageMs(row));
      await this.steps.keep(item.teamId, run, plugin, result);
      await this.end(item, run, result);
      return;
    }
    const afterMs = step.state === 'in_line' ? step.waitMs : step.pollAfterMs;
    const now = this.clock.now();
    await item.waitUntil(new Date(now.getTime() + afterMs), async () => {
      if (step.state === 'in_line') await this.repository.waitInLine(item.teamId, item.id, now);
      if (step.state === 'pending') await this.repository.saveTicket(item.teamId, item.id, step.ticket);
    });
  }

  private async end(item: WorkItem, { row }: SlowRun, result: PluginResult): Promise<void> {
    await item.finish(() => this.results.store(item.teamId, row.analysisId, result));
  }

  private failure({ row }: SlowRun, error: unknown): PluginResult {
    return failedResult(row.plugin, error, this.ageMs(row));
  }

  private ageMs(row: SlowRun['row']): number {
    return Math.max(0, this.clock.now().getTime() - row.submittedAt.getTime());
  }

  // What the source asks to wait counts: nobody should look at "pending" for an hour to be told "timeout".
  private mayRetry({ row }: SlowRun, plugin: SlowPlugin, error: unknown): boolean {
    if (!(error instanceof DomainError) || !error.isRetryable) return false;
    return this.ageMs(row) + (error.retryAfterSeconds ?? 0) * 1_000 <= plugin.maxTotalMs;
  }

  private isOverdue({ row }: SlowRun, plugin: SlowPlugin): boolean {
    return this.ageMs(row) > (row.waitsSince === null ? plugin.maxTotalMs : maxLineMs);
  }
}

/** Whether a submission was begun of which nobody knows what became of it. */
function isSubmissionOpen(row: SlowRun['row']): boolean {
  return row.submittingSince !== null && row.ticket === null;
}
