import { Inject, Injectable } from '@nestjs/common';
import type { PluginResult } from '@sentrybox/contracts';
import { Database } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import { CLOCK } from '@sentrybox/observability';
import type { WorkHandler, WorkItem } from '@sentrybox/queue';
import { failedResult, FastPlugins } from '../execution';
import type { ConfiguredPlugin, FastPlugin } from '../plugins';
import { isSlow, PluginError, PluginRegistry } from '../plugins';
import type { AnalysisRow, OpenRun } from './analyses.repository';
import { AnalysesRepository } from './analyses.repository';
import { indicatorOf } from './indicator-of';
import { ResultsService } from './results.service';
import { runDeferredPlugin } from './run-plugin.definitions';

/** After so long in line the question is given up. */
const maxWaitMs = 172_800_000;
const defaultWaitSeconds = 60;

/**
 * Asks a fast plugin whose turn at its provider had not come inside the request, or whose answer was lost with the process
 * that waited for it. What it says takes the place of the result that said so.
 */
@Injectable()
export class RunDeferredPluginWork implements WorkHandler {
  readonly definition = runDeferredPlugin;

  constructor(
    private readonly registry: PluginRegistry,
    private readonly fast: FastPlugins,
    private readonly repository: AnalysesRepository,
    private readonly results: ResultsService,
    private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  async run(item: WorkItem): Promise<void> {
    const { teamId } = item;
    const row = await this.database.inTeam(teamId, () => this.repository.findByWork(teamId, item.id));
    const analysis =
      row?.isOpen === true
        ? await this.database.inTeam(teamId, () => this.repository.find(teamId, row.analysisId))
        : undefined;
    if (row === undefined || analysis === undefined) {
      await item.finish();
      return;
    }
    const result = await this.ask(teamId, row, analysis);
    const waitSeconds =
      result.error?.code === 'quota' ? (result.error.retry_after_seconds ?? defaultWaitSeconds) : undefined;
    const now = this.clock.now().getTime();
    if (waitSeconds !== undefined && now - row.submittedAt.getTime() + waitSeconds * 1_000 < maxWaitMs) {
      await item.waitUntil(new Date(now + waitSeconds * 1_000), () =>
        this.repository.waitInLine(teamId, item.id, new Date(now)),
      );
      return;
    }
    await item.finish(() => this.results.store(teamId, row.analysisId, result));
  }

  /** Attempts are used up: the last error becomes the result. Runs in the tenant transaction that ends the work. */
  async onFailed({ id, teamId }: Pick<WorkItem, 'id' | 'teamId'>, error: unknown): Promise<void> {
    const row = await this.repository.findByWork(teamId, id);
    if (row?.isOpen !== true) return;
    await this.results.store(teamId, row.analysisId, failedResult(row.plugin, error, 0));
  }

  private async ask(teamId: string, row: OpenRun, analysis: AnalysisRow): Promise<PluginResult> {
    const plugin = this.registry.get(row.plugin);
    if (plugin === undefined || isSlow(plugin)) {
      return failedResult(row.plugin, new PluginError('unavailable', { message: 'The plugin is gone.' }), 0);
    }
    const configured: ConfiguredPlugin<FastPlugin> = await this.registry.configured(teamId, plugin);
    const [answer] = await this.fast.run([configured], indicatorOf(analysis), {
      teamId,
      urgency: 'background',
      hasWaited: row.waitsSince !== null,
      tlp: analysis.tlp,
      pap: analysis.pap,
      maxAgeSeconds: undefined,
      isForced: false,
      deadlineMs: plugin.manifest.deadlineMs + 1_000,
    });
    return answer?.late === undefined ? (answer?.result ?? gone(row.plugin)) : await answer.late;
  }
}

function gone(plugin: string): PluginResult {
  return failedResult(plugin, new PluginError('unavailable', { message: 'The plugin did not answer.' }), 0);
}
