import type { Answer } from '../contract/define-plugin';
import type { Statement } from '../contract/evidence-rules';
import { providerText, timeOf } from '../provider/provider-text';
import type { Scan } from './urlscan.schema';

/**
 * The source's own verdict decides between malicious and suspicious, its score the strength. 0 is the score of every
 * page on which it has no opinion, so it says nothing.
 */
export const rules = {
  malicious: {
    when: 'The overall verdict is malicious.',
    claim: 'malicious',
    strength: { least: 0.5, most: 1, by: 'the score divided by 100' },
  },
  positive: {
    when: 'The overall verdict is not malicious and the score is above 0.',
    claim: 'suspicious',
    strength: { least: 0, most: 1, by: 'the score divided by 100' },
  },
  negative: {
    when: 'The score is below 0, which is legitimate.',
    claim: 'benign',
    strength: { least: 0, most: 0.5, by: 'the score divided by −200' },
  },
  no_opinion: { when: 'The score is 0.', claim: 'context', strength: 1 },
} as const;

type Rule = keyof typeof rules;

/** A finished scan as the platform tells it. `link` is the scan's page for people. */
export function answerOnScan(scan: Scan, link: string): Answer<Rule> {
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
    statements: [{ ...ruleFor(overall), observedAt, facts: factsOf(scan) }],
    observedAt,
    link,
  };
}

function ruleFor({ score, malicious }: Scan['verdicts']['overall']): Pick<Statement<Rule>, 'rule' | 'strength'> {
  if (malicious) return { rule: 'malicious', strength: score / 100 };
  if (score > 0) return { rule: 'positive', strength: score / 100 };
  return score < 0 ? { rule: 'negative', strength: -score / 200 } : { rule: 'no_opinion' };
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
