import type { Evidence } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import type { VerdictPolicy } from './policy';

const dayMs = 86_400_000;

/** A statement and the plugin that brought it. */
export interface Entry {
  readonly plugin: string;
  readonly evidence: Evidence;
}

/** All statements that go back to one upstream. Only the strongest of each direction counts. */
export interface LineageGroup {
  readonly lineage: string;
  readonly plugins: readonly string[];
  readonly facts: readonly string[];
  /** 0–1, before any rule. */
  readonly malicious: number;
  readonly benign: number;
  /** Somebody calls it malicious, not merely suspicious, and that statement still has weight. */
  readonly isAccusing: boolean;
  /** The same of a source of reliability A. */
  readonly isReliabilityA: boolean;
}

/**
 * How much of a statement is left at `now`: 1 when it is fresh or undated, 0 after the life of its type. A time in the
 * future counts as fresh.
 */
function freshness(evidence: Evidence, type: IndicatorType, now: Date, policy: VerdictPolicy): number {
  if (evidence.observed_at === null) return 1;
  const ageDays = Math.max(0, now.getTime() - Date.parse(evidence.observed_at)) / dayMs;
  const { lifeDays, delta } = policy.decayOf(evidence.claim, type);
  return Math.max(0, 1 - (ageDays / lifeDays) ** (1 / delta));
}

/** Weight of one statement: reliability × strength × freshness; a suspicion counts half. */
function weight(evidence: Evidence, type: IndicatorType, now: Date, policy: VerdictPolicy): number {
  const factor = evidence.claim === 'suspicious' ? policy.suspiciousFactor : 1;
  return policy.weightOf[evidence.reliability] * evidence.strength * factor * freshness(evidence, type, now, policy);
}

/** Groups by lineage, so that three copies of one feed count once. The order of the entries does not matter. */
export function groupByLineage(
  entries: readonly Entry[],
  type: IndicatorType,
  now: Date,
  policy: VerdictPolicy,
): LineageGroup[] {
  const byLineage = new Map<string, Entry[]>();
  for (const entry of entries) {
    if (entry.evidence.claim === 'context') continue;
    const group = byLineage.get(entry.evidence.lineage);
    if (group === undefined) byLineage.set(entry.evidence.lineage, [entry]);
    else group.push(entry);
  }
  return [...byLineage]
    .map(([lineage, members]) => groupOf(lineage, members, type, now, policy))
    .sort((a, b) => (a.lineage < b.lineage ? -1 : 1));
}

function groupOf(
  lineage: string,
  members: readonly Entry[],
  type: IndicatorType,
  now: Date,
  policy: VerdictPolicy,
): LineageGroup {
  const strongest = (isBenign: boolean) =>
    members
      .filter(({ evidence }) => (evidence.claim === 'benign') === isBenign)
      .reduce((max, { evidence }) => Math.max(max, weight(evidence, type, now, policy)), 0);
  // A witness whose statement has aged away vouches for nothing any more.
  const accusers = members.filter(
    ({ evidence }) => evidence.claim === 'malicious' && weight(evidence, type, now, policy) > 0,
  );
  return {
    lineage,
    plugins: [...new Set(members.map((member) => member.plugin))].sort(),
    facts: [...new Set(members.flatMap((member) => member.evidence.facts))].slice(0, 5),
    malicious: strongest(false),
    benign: strongest(true),
    isAccusing: accusers.length > 0,
    isReliabilityA: accusers.some(({ evidence }) => evidence.reliability === 'A'),
  };
}

/** 1 − Π(1 − w): independent sources that agree strengthen each other, and no single one reaches certainty. */
export function combine(weights: readonly number[]): number {
  return 1 - weights.reduce((product, each) => product * (1 - each), 1);
}
