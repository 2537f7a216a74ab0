import type { AnalysisRequest, PluginResult } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import type { Clock } from '@sentrybox/observability';
import type { ConfiguredPlugin, FastPlugin, Indicator, PluginContexts } from '../plugins';
import { isSlow } from '../plugins';
import { markingRefusal } from '../plugins';
import type { PluginRow } from './analyses.repository';
import { runFastPlugins } from './run-fast-plugins';
import { resultOf } from './to-result';

export interface Asked {
  readonly rows: readonly PluginRow[];
  /** Answers that were still on their way at the deadline. */
  readonly late: readonly Promise<PluginResult>[];
}

/**
 * Asks every plugin that the markings allow: fast ones now, slow ones by a row for the worker. Those that may not be
 * asked are skipped with the reason.
 */
export async function askPlugins(
  plugins: readonly ConfiguredPlugin[],
  indicator: Indicator,
  request: AnalysisRequest,
  teamId: string,
  parts: { readonly contexts: PluginContexts; readonly clock: Clock },
): Promise<Asked> {
  const submittedAt = parts.clock.now();
  const rowOf = ({ plugin }: ConfiguredPlugin, result: PluginResult | null): PluginRow => ({
    plugin: plugin.manifest.name,
    isSlow: isSlow(plugin),
    reliability: plugin.manifest.reliability,
    workId: isSlow(plugin) ? uuidv7() : null,
    submittedAt,
    finishedAt: result === null ? null : parts.clock.now(),
    ticket: null,
    result,
  });

  const skipped: PluginRow[] = [];
  const fast: ConfiguredPlugin<FastPlugin>[] = [];
  const slow: PluginRow[] = [];
  for (const configured of plugins) {
    const { plugin, settings } = configured;
    const reason = markingRefusal(configured, request.tlp, request.pap);
    if (reason !== undefined) {
      skipped.push(rowOf(configured, resultOf(plugin.manifest.name, { status: 'skipped', reason }, 0)));
    } else if (isSlow(plugin)) slow.push(rowOf(configured, null));
    else fast.push({ plugin, settings });
  }
  const answers = await runFastPlugins(fast, indicator, { teamId, deadlineMs: request.deadline_ms, ...parts });
  return {
    rows: [...answers.map(({ configured, result }) => rowOf(configured, result)), ...slow, ...skipped],
    late: answers.flatMap(({ late }) => (late === undefined ? [] : [late])),
  };
}
