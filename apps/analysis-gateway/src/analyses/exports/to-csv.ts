import type { AnalysisView } from '@sentrybox/contracts';
import { csvLine } from '@sentrybox/http';

const columns = [
  'analysis_id',
  'canonical',
  'type',
  'verdict',
  'score',
  'as_of',
  'plugin',
  'status',
  'claim',
  'lineage',
  'strength',
  'observed_at',
  'facts',
  'reference',
] as const;

/** An analysis as CSV (RFC 4180): a line per statement, and one per plugin that made none. */
export function toCsv(view: AnalysisView): string {
  const { id, canonical, type, verdict, score, as_of: asOf } = view;
  const common = [id, canonical, type, verdict, score, asOf];
  const lines = Object.values(view.results).flatMap(({ plugin, status, evidence }) => {
    if (evidence.length === 0) return [[...common, plugin, status, '', '', '', '', '', '']];
    return evidence.map(({ claim, lineage, strength, observed_at: observedAt, facts, reference }) => [
      ...common,
      ...[plugin, status, claim, lineage, strength, observedAt ?? '', facts.join('; '), reference ?? ''],
    ]);
  });
  const pending = Object.keys(view.pending).map((plugin) => [...common, plugin, 'pending', '', '', '', '', '', '']);
  return [columns, ...lines, ...pending].map(csvLine).join('');
}
