import { INDICATOR_TYPES } from '@sentrybox/ioc';
import { reliabilityScoreOf } from '../model';
import { decayModelOf } from './decay-model';

const daySeconds = 86_400;

function caseOf(subject: string, value: (key: string) => number, keys: readonly string[]): string {
  return `CASE ${subject} ${keys.map((key) => `WHEN '${key}' THEN ${value(key)}::float8`).join(' ')} END`;
}

// One branch per distinct model: a CASE over forty types would be walked for every row.
function modelSql(type: string, field: 'lifetimeDays' | 'speed', factor: number): string {
  const typesByValue = new Map<number, string[]>();
  for (const each of INDICATOR_TYPES) {
    const value = decayModelOf(each)[field];
    typesByValue.set(value, [...(typesByValue.get(value) ?? []), each]);
  }
  const branches = [...typesByValue].map(
    ([value, types]) =>
      `WHEN ${type} IN (${types.map((each) => `'${each}'`).join(', ')}) THEN ${value * factor}::float8`,
  );
  return `CASE ${branches.join(' ')} END`;
}

/** SQL of `remaining`. @param type SQL of the indicator's type; @param at and @param seenAt SQL of timestamps */
function remainingSql(type: string, at: string, seenAt: string): string {
  const share = `(greatest(extract(epoch FROM ${at} - ${seenAt}), 0)::float8 / ${modelSql(type, 'lifetimeDays', daySeconds)})`;
  return `(1 - power(least(${share}, 1), 1 / ${modelSql(type, 'speed', 1)}))`;
}

/**
 * SQL of `scoreOf` as one closed expression, for use where `evidence` is a relation with the columns of the evidence views.
 * The product of doubts is the exponential of a sum; no weight reaches 1, since no source is beyond doubt.
 * @param type SQL of the indicator's type; @param at SQL of a timestamp
 */
export function scoreSql(evidence: string, type: string, at: string): string {
  const reliability = caseOf('w.reliability', (key) => reliabilityScoreOf[key as keyof typeof reliabilityScoreOf], [
    ...Object.keys(reliabilityScoreOf),
  ]);
  const weight = `${reliability} * w.confidence::float8 * ${remainingSql(type, at, `least(w.last_seen_at, ${at})`)}`;
  return `(SELECT 100 * (1 - exp(coalesce(sum(ln(1 - lineages.weight)), 0)))
    FROM (SELECT max(${weight}) AS weight FROM ${evidence} w GROUP BY w.lineage) lineages)`;
}
