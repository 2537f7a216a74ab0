import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import { requiredKey, serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText, timeOf } from '../provider/provider-text';

/** Reports of this many days count. */
const maxAgeDays = 90;

const rules = {
  confident: {
    when: `The abuse confidence score over ${maxAgeDays} days is 75 or more.`,
    claim: 'malicious',
    strength: { least: 0.75, most: 1, by: 'the score divided by 100' },
  },
  doubtful: {
    when: 'The score is 25 to 74.',
    claim: 'suspicious',
    strength: { least: 0.25, most: 0.75, by: 'the score divided by 100' },
  },
  reported: { when: 'There are reports, and the score is below 25.', claim: 'context', strength: 1 },
  whitelisted: {
    when: 'The source lists the address among those of well-known services.',
    claim: 'context',
    strength: 1,
    signals: ['known_false_positive'],
  },
} as const;

const answerSchema = z.object({
  data: z.object({
    ipAddress: z.string(),
    abuseConfidenceScore: z.int().min(0).max(100),
    totalReports: z.int().nonnegative(),
    lastReportedAt: z.iso.datetime({ offset: true }).nullable(),
    isWhitelisted: z.boolean().nullable(),
    numDistinctUsers: decoration(z.int()),
    countryCode: decoration(z.string()),
    usageType: decoration(z.string()),
    isp: decoration(z.string()),
    domain: decoration(z.string()),
    isTor: decoration(z.boolean()),
  }),
});
type Report = z.infer<typeof answerSchema>['data'];

/** What network owners reported of an address. A single report says little, so the source's own score decides. */
export const abuseipdb = () =>
  defineFastPlugin({
    manifest: {
      name: 'abuseipdb',
      displayName: 'AbuseIPDB',
      description: 'Looks up what administrators reported of an address, and how sure the source is of it.',
      documentation: 'https://docs.abuseipdb.com/#check-endpoint',
      class: 'fast',
      indicatorTypes: ['ip'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['reputation'],
      reliability: 'B',
      deadlineMs: 8_000,
      quota: [{ limit: 1_000, perSeconds: 86_400, window: 'fixed' }],
      cache: { hitSeconds: 6 * 3_600, missSeconds: 3_600 },
      settings: {
        api_key: requiredKey('Key of AbuseIPDB, interface version 2.'),
        url: serviceUrl('https://api.abuseipdb.com/api/v2'),
      },
      rules,
    },

    async run({ value }, { provider, settings }) {
      const { body } = await provider.ask({
        path: '/check',
        query: { ipAddress: value, maxAgeInDays: String(maxAgeDays) },
        headers: { key: settings.api_key },
      });
      const { data } = provider.read(answerSchema, body);
      const link = `https://www.abuseipdb.com/check/${encodeURIComponent(value)}`;
      const summary = summaryOf(data);
      const isWhitelisted = data.isWhitelisted === true;
      if (data.totalReports === 0 && !isWhitelisted) return { status: 'not_found', summary, link };
      // Reports without a time would never grow old.
      if (data.totalReports > 0 && data.lastReportedAt === null) throw provider.notUnderstood('data.lastReportedAt');
      const observedAt = timeOf(data.lastReportedAt ?? undefined);
      const score = data.abuseConfidenceScore;
      const fact = `${data.totalReports} reports in ${maxAgeDays} days, abuse confidence ${score} of 100.`;
      return {
        status: 'ok',
        summary,
        statements: [
          { rule: ruleFor(score), strength: score / 100, observedAt, facts: [fact] },
          ...(isWhitelisted
            ? [{ rule: 'whitelisted' as const, facts: ['AbuseIPDB lists it among well-known services.'] }]
            : []),
        ],
        observedAt,
        link,
      };
    },
  });

function ruleFor(score: number): keyof typeof rules {
  if (score >= 75) return 'confident';
  return score >= 25 ? 'doubtful' : 'reported';
}

function summaryOf(report: Report) {
  const text = (value: string | undefined) => (value === undefined ? undefined : providerText(value));
  return {
    abuse_confidence: report.abuseConfidenceScore,
    reports: report.totalReports,
    reporters: report.numDistinctUsers,
    is_whitelisted: report.isWhitelisted,
    is_tor: report.isTor,
    country: text(report.countryCode),
    usage: text(report.usageType),
    isp: text(report.isp),
    domain: text(report.domain),
  };
}
