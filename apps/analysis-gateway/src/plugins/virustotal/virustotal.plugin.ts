import { defineFastPlugin } from '../contract/define-plugin';
import type { Answer } from '../contract/define-plugin';
import type { Statement } from '../contract/evidence-rules';
import type { Indicator } from '../contract/plugin';
import { requiredKey, serviceUrl } from '../contract/settings';
import { providerText, timeOfUnixSeconds } from '../provider/provider-text';
import { notFoundSchema, reportSchema } from './virustotal.schema';
import type { EngineCounts, Report } from './virustotal.schema';

/**
 * What the engines' votes are worth. One or two detections among some ninety engines are mostly false positives, so
 * they are a suspicion. No detection is context, not a benign vote: engines say "undetected" of everything they never
 * saw, and a fresh phishing page has zero detections.
 */
const rules = {
  many: { when: '10 or more engines call it malicious.', claim: 'malicious', strength: 1 },
  several: { when: '5 to 9 engines call it malicious.', claim: 'malicious', strength: 0.85 },
  some: { when: '3 or 4 engines call it malicious.', claim: 'malicious', strength: 0.6 },
  few: { when: '1 or 2 engines call it malicious.', claim: 'suspicious', strength: 0.5 },
  suspected: { when: 'No engine calls it malicious, at least one suspicious.', claim: 'suspicious', strength: 0.3 },
  undetected: { when: 'No engine calls it either.', claim: 'context', strength: 1 },
} as const;
type Rule = keyof typeof rules;

/** Reports of VirusTotal (version 3), looked up, never submitted. */
export const virustotal = () =>
  defineFastPlugin({
    manifest: {
      name: 'virustotal',
      displayName: 'VirusTotal',
      description: 'Looks up the report on an address, domain, URL or file, and never submits anything.',
      documentation: 'https://docs.virustotal.com/reference/overview',
      terms: 'The free key may not be used in commercial products or by commercial users.',
      class: 'fast',
      indicatorTypes: ['ip', 'domain', 'url', 'hash'],
      kinds: ['ipv4', 'ipv6', 'domain', 'url', 'md5', 'sha1', 'sha256'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['reputation'],
      reliability: 'B',
      lineage: ['vt-engines'],
      deadlineMs: 10_000,
      quota: [
        { limit: 4, perSeconds: 60, window: 'rolling' },
        { limit: 500, perSeconds: 86_400, window: 'fixed' },
      ],
      cache: { hitSeconds: 6 * 3_600, missSeconds: 3_600 },
      settings: {
        api_key: requiredKey('Key of VirusTotal, interface version 3.'),
        url: serviceUrl('https://www.virustotal.com/api/v3'),
      },
      rules,
    },

    async run(indicator, { provider, settings }) {
      const { type, page, id } = objectOf(indicator);
      const { status, body } = await provider.ask({
        path: `/${collectionOf[type]}/{id}`,
        slots: { id },
        headers: { 'x-apikey': settings.api_key },
        answers: [200, 404],
      });
      if (status === 404) {
        // Only the documented error says "no record"; any other 404 comes from something that is not this interface.
        provider.read(notFoundSchema, body);
        return { status: 'not_found' };
      }
      const { data } = provider.read(reportSchema, body);
      if (data.type !== type) throw provider.notUnderstood('data.type');
      const { last_analysis_stats: counts, last_analysis_date: date } = data.attributes;
      if (engineTotal(counts) > 0 && date === undefined) {
        throw provider.notUnderstood('data.attributes.last_analysis_date');
      }
      return answerOn(data, `https://www.virustotal.com/gui/${page}/${encodeURIComponent(data.id)}`);
    },
  });

const collectionOf = { ip_address: 'ip_addresses', domain: 'domains', url: 'urls', file: 'files' } as const;

/** The object of the source that stands for an indicator; `page` is its place among the pages for people. */
function objectOf({ iocType, value }: Indicator) {
  if (iocType === 'ip') return { type: 'ip_address', page: 'ip-address', id: value } as const;
  if (iocType === 'domain') return { type: 'domain', page: 'domain', id: value } as const;
  if (iocType === 'hash') return { type: 'file', page: 'file', id: value } as const;
  return { type: 'url', page: 'url', id: Buffer.from(value).toString('base64url') } as const;
}

function answerOn(report: Report['data'], link: string): Answer<Rule> {
  const summary = summaryOf(report);
  // Known by name and analysed by nobody: there is no opinion to report.
  if (summary.engines === 0) return { status: 'not_found', summary, link };
  const observedAt = timeOfUnixSeconds(report.attributes.last_analysis_date);
  return { status: 'ok', summary, statements: [statementOn(report, observedAt)], observedAt, link };
}

function statementOn({ attributes }: Report['data'], observedAt: string | null): Statement<Rule> {
  const counts = attributes.last_analysis_stats;
  const label = attributes.popular_threat_classification?.suggested_threat_label;
  return {
    rule: ruleFor(counts),
    observedAt,
    facts: [
      `${counts.malicious} of ${engineTotal(counts)} engines call it malicious, ${counts.suspicious} suspicious.`,
      ...(label === undefined ? [] : [`Engines name it ${providerText(label)}.`]),
    ],
  };
}

function ruleFor({ malicious, suspicious }: EngineCounts): keyof typeof rules {
  if (malicious >= 10) return 'many';
  if (malicious >= 5) return 'several';
  if (malicious >= 3) return 'some';
  if (malicious > 0) return 'few';
  return suspicious > 0 ? 'suspected' : 'undetected';
}

/** Engines that gave an opinion, "undetected" included. */
function engineTotal(counts: EngineCounts): number {
  return counts.malicious + counts.suspicious + counts.harmless + counts.undetected;
}

function summaryOf({ attributes }: Report['data']) {
  const { malicious, suspicious, harmless, undetected } = attributes.last_analysis_stats;
  const text = (value: string | undefined) => (value === undefined ? undefined : providerText(value));
  return {
    malicious,
    suspicious,
    harmless,
    undetected,
    engines: engineTotal(attributes.last_analysis_stats),
    reputation: attributes.reputation,
    tags: attributes.tags?.slice(0, 20).map(providerText),
    country: text(attributes.country),
    asn: attributes.asn,
    as_owner: text(attributes.as_owner),
    name: text(attributes.meaningful_name),
    file_type: text(attributes.type_description),
    threat_label: text(attributes.popular_threat_classification?.suggested_threat_label),
    first_submitted_at: timeOfUnixSeconds(attributes.first_submission_date) ?? undefined,
  };
}
