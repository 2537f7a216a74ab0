import type { AnalysisView } from '@sentrybox/contracts';

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
  return [columns, ...lines, ...pending].map((line) => `${line.map(cellOf).join(',')}\r\n`).join('');
}

// Spreadsheets take what begins with these for a formula; sources and indicators choose what stands here.
const formula = /^[=+\-@\t\r\n|]/;

function cellOf(value: string | number): string {
  if (typeof value === 'number') return String(value);
  const text = formula.test(value.trimStart()) || formula.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) || text !== text.trim() ? `"${text.replaceAll('"', '""')}"` : text;
}
