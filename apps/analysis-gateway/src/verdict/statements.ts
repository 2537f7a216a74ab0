import type { Claim, Evidence, VerdictRules } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import { decayOf } from './policy';

const dayMs = 86_400_000;

/** A piece of evidence, the plugin that brought it, and when its source said so. */
export interface Entry {
  readonly plugin: string;
  readonly evidence: Evidence;
  /** The age of evidence that the source itself does not date. */
  readonly answeredAt: Date;
}

/** A piece of evidence that moves the score, with what it weighs at one time, before any rule. */
export interface Statement {
  readonly plugin: string;
  readonly lineage: string;
  /** Upstreams that it repeats; empty unless it is an aggregator's. */
  readonly members: readonly string[];
  readonly claim: Exclude<Claim, 'context'>;
  readonly isReliabilityA: boolean;
  readonly facts: readonly string[];
  /** Reliability × strength × freshness, 0–1; a suspicion counts its share. */
  readonly weight: number;
}

/** The statements among the entries; what is context moves nothing. */
export function statementsOf(
  entries: readonly Entry[],
  type: IndicatorType,
  asOf: Date,
  rules: VerdictRules,
): Statement[] {
  return entries.flatMap(({ plugin, evidence, answeredAt }) => {
    const { claim, lineage, members = [], facts, reliability, strength } = evidence;
    if (claim === 'context') return [];
    const factor = claim === 'suspicious' ? rules.suspicious_factor : 1;
    const freshness = freshnessOf(evidence, answeredAt, type, asOf, rules);
    const weight = rules.reliability_weights[reliability] * strength * factor * freshness;
    return [{ plugin, lineage, members, claim, facts, isReliabilityA: reliability === 'A', weight }];
  });
}

/** How much is left of it: 1 when it is fresh, 0 after the life of its type. A time in the future counts as fresh. */
function freshnessOf(
  { claim, observed_at: observedAt }: Evidence,
  answeredAt: Date,
  type: IndicatorType,
  asOf: Date,
  rules: VerdictRules,
): number {
  const saidAtMs = observedAt === null ? answeredAt.getTime() : Date.parse(observedAt);
  const ageDays = Math.max(0, asOf.getTime() - saidAtMs) / dayMs;
  const { life_days: lifeDays, delta } = decayOf(rules, claim, type);
  return Math.max(0, 1 - (ageDays / lifeDays) ** (1 / delta));
}
