import type { Reliability } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import { reliabilityScoreOf } from '../model';
import { decayModelOf, remaining } from './decay-model';

/** The part of what a source says that its weight depends on. */
export interface Weighed {
  readonly reliability: Reliability;
  readonly lineage: string;
  readonly confidence: number;
  readonly lastSeenAt: Date;
}

/**
 * How strongly the evidence speaks against a value at a time, 0 to 100. The weight of one source is its reliability times
 * its confidence times what age has left of it; sources that copy from one another (equal lineage) count once, by the
 * weightiest; the rest adds up as independent witnesses do: 100 · (1 − Π(1 − w)). More evidence never lowers it, time
 * never raises it.
 */
export function scoreOf(type: IndicatorType, evidence: readonly Weighed[], at: Date): number {
  const model = decayModelOf(type);
  const weights = new Map<string, number>();
  for (const { reliability, lineage, confidence, lastSeenAt } of evidence) {
    const left = remaining(model, at.getTime() - lastSeenAt.getTime());
    const weight = reliabilityScoreOf[reliability] * confidence * left;
    weights.set(lineage, Math.max(weight, weights.get(lineage) ?? 0));
  }
  let doubt = 1;
  for (const weight of weights.values()) doubt *= 1 - weight;
  return 100 * (1 - doubt);
}

/** Below this an indicator counts as decayed: OpenCTI revokes at 20 and below. */
export const decayedBelow = 20;
