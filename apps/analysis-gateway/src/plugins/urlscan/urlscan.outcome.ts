import type { Evidence } from '@sentrybox/contracts';
import { evidenceOf } from '../evidence';
import type { PluginOutcome } from '../plugin';
import { providerText, timeOf } from '../provider/provider-text';
import type { Scan } from './urlscan.schema';

/** A finished scan as the platform tells it. `link` is the scan's page for people. */
export function outcomeOfScan(scan: Scan, link: string): PluginOutcome {
  const { overall } = scan.verdicts;
  const observedAt = timeOf(scan.task.time);
  return {
    status: 'ok',
    summary: {
      score: overall.score,
      malicious: overall.malicious,
      categories: texts(overall.categories),
      brands: texts(overall.brands),
      page: pageOf(scan),
      contacted: {
        ips: scan.lists?.ips.length,
        domains: scan.lists?.domains.length,
        urls: scan.lists?.urls.length,
      },
      visibility: scan.task.visibility,
    },
    evidence: [
      evidenceOf({
        ...claimOf(overall),
        reliability: 'C',
        lineage: 'urlscan',
        observed_at: observedAt,
        facts: factsOf(scan),
        reference: link,
      }),
    ],
    observedAt,
    link,
  };
}

/**
 * The source's own verdict decides between malicious and suspicious, its score the strength. 0 is the score of every
 * page on which it has no opinion, so it says nothing.
 */
function claimOf({ score, malicious }: Scan['verdicts']['overall']): Pick<Evidence, 'claim' | 'strength'> {
  if (malicious) return { claim: 'malicious', strength: Math.max(0.5, score / 100) };
  if (score > 0) return { claim: 'suspicious', strength: score / 100 };
  if (score < 0) return { claim: 'benign', strength: -score / 200 };
  return { claim: 'context', strength: 1 };
}

function factsOf({ verdicts, page }: Scan): string[] {
  const { overall } = verdicts;
  const opinion = overall.malicious ? 'malicious' : 'not malicious';
  const brands = texts(overall.brands) ?? [];
  return [
    overall.score === 0 && !overall.malicious
      ? 'urlscan.io has no opinion on the page.'
      : `urlscan.io calls the page ${opinion} (score ${overall.score}).`,
    ...(brands.length > 0 ? [`It imitates ${brands.join(', ')}.`] : []),
    ...(page.domain === undefined ? [] : [`It was served by ${providerText(page.domain)}.`]),
  ];
}

function pageOf({ page }: Scan): Record<string, string | number | undefined> {
  return Object.fromEntries(
    Object.entries(page).map(([name, value]) => [name, typeof value === 'string' ? providerText(value) : value]),
  );
}

function texts(values: readonly string[] | undefined): string[] | undefined {
  return values?.slice(0, 20).map(providerText);
}
