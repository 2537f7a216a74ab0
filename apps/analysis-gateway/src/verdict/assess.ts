import type { Assessment, Verdict } from '@sentrybox/contracts';
import type { IndicatorType } from '@sentrybox/ioc';
import { explain } from './explain';
import type { Judgement, Witness } from './judgement';
import { hasAnswered, judge } from './judgement';
import type { VerdictPolicy } from './policy';

/**
 * The verdict on one indicator: a pure function of what the sources said, the policy and the time. Errors, time-outs and
 * skipped or pending sources never move the score; they lower the coverage.
 * @param now the time as of which the evidence is aged
 */
export function assess(
  type: IndicatorType,
  witnesses: readonly Witness[],
  now: Date,
  policy: VerdictPolicy,
): Assessment {
  const judgement = judge(type, witnesses, now, policy);
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
  };
}

function verdictOf(judgement: Judgement, coverage: number): Verdict {
  const { score, groups, total, policy, isExempt } = judgement;
  if (isExempt) return 'not_applicable';
  // Suspicions add to the score, but only accusations corroborate each other.
  const accusers = groups.filter((group) => group.isAccusing);
  const isCorroborated = accusers.length >= 2 || accusers.some((group) => group.isReliabilityA);
  if (score >= policy.maliciousFrom && isCorroborated) return 'malicious';
  if (score >= policy.suspiciousFrom) return 'suspicious';
  const { minBenign, maxMalicious, minCoverage } = policy.benign;
  const isBenign = total.benign >= minBenign && total.malicious < maxMalicious && coverage >= minCoverage;
  return isBenign ? 'benign' : 'unknown';
}

function coverageOf(witnesses: readonly Witness[], policy: VerdictPolicy): number {
  if (witnesses.length === 0) return 0;
  const sum = (members: readonly Witness[]) =>
    members.reduce((total, witness) => total + policy.weightOf[witness.reliability], 0);
  return sum(witnesses.filter(hasAnswered)) / sum(witnesses);
}

function rounded(share: number): number {
  return Math.round(share * 1_000) / 1_000;
}
