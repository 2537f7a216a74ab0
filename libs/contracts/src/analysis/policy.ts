import { z } from 'zod';
import { reliabilities } from './vocabulary';

const share = z.number().min(0).max(1);
const score = z.int().min(1).max(100);

/** The ageing curve 1 − (t/τ)^(1/δ): `life_days` is τ, after which nothing is left; `delta` is δ. */
const decaySchema = z.strictObject({
  life_days: z.number().positive().max(36_500),
  delta: z.number().min(0.1).max(10),
});

const weights = Object.fromEntries(reliabilities.map((each) => [each, share]));

/** Every number that a verdict depends on. */
export const verdictRulesSchema = z.strictObject({
  /** Weight of a statement by the reliability of its source. */
  reliability_weights: z.strictObject(weights as Record<(typeof reliabilities)[number], typeof share>),
  /** A suspicion counts as this much of an accusation. */
  suspicious_factor: share,
  /** How much of the score full benign evidence takes away. */
  benign_discount: share,
  shared_infrastructure_factor: share,
  popular_domain_factor: share,
  known_false_positive_ceiling: share,
  team_allowlist_ceiling: share,
  malicious_from: score,
  suspicious_from: score,
  benign: z.strictObject({ min_benign: share, max_malicious: share, min_coverage: share }),
  decay: z.strictObject({
    url: decaySchema,
    address: decaySchema,
    domain: decaySchema,
    hash: decaySchema,
    benign: decaySchema,
  }),
});
export type VerdictRules = z.infer<typeof verdictRulesSchema>;
