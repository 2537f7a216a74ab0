import type { Assessment, Verdict } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import { explain } from './explain';
import type { Judgement, Witness } from './judgement';
import { hasAnswered, judge } from './judgement';
import type { VerdictPolicy } from './policy';
import { accusersOf } from './tally';

/**
 * The verdict on one indicator: a pure function of what the sources said, the policy and the time. Errors, time-outs and
 * skipped or pending sources never move the score; they lower the coverage.
 * @param asOf the time as of which the evidence is aged
 */
export function assess(
  type: IndicatorType,
  witnesses: readonly Witness[],
  asOf: Date,
  policy: VerdictPolicy,
): Assessment {
  const judgement = judge(type, witnesses, asOf, policy);
  const coverage = coverageOf(witnesses, policy);
  const { malicious, benign } = judgement.total;
  const agreement = Math.abs(malicious - benign) / (malicious + benign + 1e-9);
  return {
    verdict: verdictOf(judgement, coverage),
    score: judgement.score,
    confidence: rounded(coverage * (0.5 + 0.5 * agreement)),
    coverage: rounded(coverage),
    explanation: explain(judgement, witnesses),
    policy_version: policy.version,
    as_of: asOf.toISOString(),
  };
}

function verdictOf(judgement: Judgement, coverage: number): Verdict {
  const { score, statements, total, isExempt } = judgement;
  const { rules } = judgement.policy;
  if (isExempt) return 'not_applicable';
  // Suspicions add to the score, but only accusations corroborate each other.
  const { count, countOfReliabilityA } = accusersOf(statements);
  if (score >= rules.malicious_from && (count >= 2 || countOfReliabilityA >= 1)) return 'malicious';
  if (score >= rules.suspicious_from) return 'suspicious';
  const { min_benign: minBenign, max_malicious: maxMalicious, min_coverage: minCoverage } = rules.benign;
  const isBenign = total.benign >= minBenign && total.malicious < maxMalicious && coverage >= minCoverage;
  return isBenign ? 'benign' : 'unknown';
}

function coverageOf(witnesses: readonly Witness[], { rules }: VerdictPolicy): number {
  const sum = (members: readonly Witness[]) =>
    members.reduce((total, { reliability }) => total + rules.reliability_weights[reliability], 0);
  const all = sum(witnesses);
  return all === 0 ? 0 : sum(witnesses.filter(hasAnswered)) / all;
}

function rounded(share: number): number {
  return Math.round(share * 1_000) / 1_000;
}
