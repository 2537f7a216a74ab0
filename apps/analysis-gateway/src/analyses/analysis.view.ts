import type { AnalysisView, Assessment, OverrideView } from '@sentrybox/contracts';
import type { Witness } from '../verdict';
import type { AnalysisRow, PluginRow } from './analyses.repository';

function pollUrl(analysisId: string, plugin: string): string {
  return `/api/v1/analysis/${analysisId}/pending/${plugin}`;
}

/** The analysis as the contract sends it: what has answered under `results`, the rest under `pending`. */
export function toAnalysisView(
  analysis: AnalysisRow,
  plugins: readonly PluginRow[],
  override: OverrideView | null,
  assessment: Assessment = analysis.assessment,
): AnalysisView {
  const results: AnalysisView['results'] = {};
  const pending: AnalysisView['pending'] = {};
  for (const { plugin, result, workId } of plugins) {
    if (result !== null) results[plugin] = result;
    else if (workId !== null) pending[plugin] = { job_id: workId, poll_url: pollUrl(analysis.id, plugin) };
  }
  return {
    id: analysis.id,
    ioc: analysis.ioc,
    type: analysis.type,
    canonical: analysis.canonical,
    queried_at: analysis.queriedAt.toISOString(),
    tlp: analysis.tlp,
    pap: analysis.pap,
    results,
    pending,
    ...assessment,
    override,
  };
}

export function toWitnesses(plugins: readonly PluginRow[]): Witness[] {
  return plugins.map(({ plugin, reliability, result, finishedAt }) => ({
    plugin,
    reliability,
    result,
    answeredAt: result === null || finishedAt === null ? null : before(finishedAt, result.age_seconds),
  }));
}

/** The plugins as they stood at a time: what came later had not been said. */
export function asOfThen(plugins: readonly PluginRow[], asOf: Date): PluginRow[] {
  return plugins.map((row) =>
    row.finishedAt !== null && row.finishedAt > asOf ? { ...row, result: null, finishedAt: null } : row,
  );
}

function before(time: Date, seconds: number): Date {
  return new Date(time.getTime() - seconds * 1_000);
}
