import type { Evidence } from '@sentrybox/contracts';
import { evidenceOf } from '../evidence';
import { providerText, timeOfUnixSeconds } from '../provider/provider-text';
import type { EngineCounts, Report } from './virustotal.schema';

/**
 * What the engines' votes are worth. One or two detections among some ninety engines are mostly false positives, so
 * they are a suspicion. No detection is context, not a benign vote: engines say "undetected" of everything they never
 * saw, and a fresh phishing page has zero detections.
 */
const malicious: readonly (readonly [atLeast: number, strength: number])[] = [
  [10, 1],
  [5, 0.85],
  [3, 0.6],
];

/** Engines that gave an opinion, "undetected" included. */
export function engineTotal(counts: EngineCounts): number {
  return counts.malicious + counts.suspicious + counts.harmless + counts.undetected;
}

export function evidenceOfReport({ attributes }: Report['data'], reference: string): Evidence {
  const counts = attributes.last_analysis_stats;
  const label = attributes.popular_threat_classification?.suggested_threat_label;
  return evidenceOf({
    ...claimOf(counts),
    reliability: 'B',
    lineage: 'vt-engines',
    observed_at: timeOfUnixSeconds(attributes.last_analysis_date),
    facts: [
      `${counts.malicious} of ${engineTotal(counts)} engines call it malicious, ${counts.suspicious} suspicious.`,
      ...(label === undefined ? [] : [`Engines name it ${providerText(label)}.`]),
    ],
    reference,
  });
}

function claimOf(counts: EngineCounts): Pick<Evidence, 'claim' | 'strength'> {
  const step = malicious.find(([atLeast]) => counts.malicious >= atLeast);
  if (step !== undefined) return { claim: 'malicious', strength: step[1] };
  if (counts.malicious > 0) return { claim: 'suspicious', strength: 0.5 };
  if (counts.suspicious > 0) return { claim: 'suspicious', strength: 0.3 };
  return { claim: 'context', strength: 1 };
}
