import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import { serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText } from '../provider/provider-text';
import { abuseChExposure, abuseChKey, abuseChTime } from './abuse-ch';

const rules = {
  listed: {
    when: 'The indicator is listed with a confidence of 50 or more.',
    claim: 'malicious',
    strength: { least: 0.5, most: 1, by: 'the confidence divided by 100' },
  },
  doubtful: {
    when: 'The indicator is listed with a confidence below 50.',
    claim: 'suspicious',
    strength: { least: 0, most: 0.5, by: 'the confidence divided by 100' },
  },
} as const;

const iocSchema = z.object({
  id: z.string(),
  ioc: z.string(),
  threat_type: z.string(),
  confidence_level: z.int().min(0).max(100),
  first_seen: abuseChTime,
  last_seen: abuseChTime.nullable(),
  malware_printable: decoration(z.string()),
  tags: decoration(z.array(z.string()).nullable()),
});
const answerSchema = z.discriminatedUnion('query_status', [
  // Without a result the data is a sentence.
  z.object({ query_status: z.enum(['no_result', 'illegal_search_term']), data: z.unknown() }),
  z.object({ query_status: z.literal('ok'), data: z.array(iocSchema).min(1) }),
]);

/** Indicators of malware that the community shares. Those older than six months are no longer told. */
export const threatfox = () =>
  defineFastPlugin({
    manifest: {
      ...abuseChExposure,
      name: 'threatfox',
      displayName: 'ThreatFox',
      description: 'Looks an indicator up among those of malware that the community shares, of the last six months.',
      documentation: 'https://threatfox.abuse.ch/api/',
      class: 'fast',
      indicatorTypes: ['ip', 'domain', 'url', 'hash'],
      kinds: ['ipv4', 'domain', 'url', 'md5', 'sha256'],
      categories: ['reputation', 'malware'],
      reliability: 'B',
      deadlineMs: 8_000,
      cache: { hitSeconds: 3_600, missSeconds: 1_800 },
      settings: { api_key: abuseChKey, url: serviceUrl('https://threatfox-api.abuse.ch/api/v1') },
      rules,
    },

    async run({ iocType, value }, { provider, settings }) {
      const json =
        iocType === 'hash'
          ? { query: 'search_hash', hash: value }
          : { query: 'search_ioc', search_term: value, exact_match: iocType !== 'ip' };
      const headers = { 'auth-key': settings.api_key };
      const { body } = await provider.ask({ method: 'POST', path: '/', json, headers });
      const answer = provider.read(answerSchema, body);
      if (answer.query_status !== 'ok') return { status: 'not_found' };
      // Addresses are listed with a port, so they are searched for as a part of one.
      const found = answer.data.filter(({ ioc }) => iocType !== 'ip' || ioc === value || ioc.startsWith(`${value}:`));
      const [first] = found;
      if (first === undefined) return { status: 'not_found' };
      const seen = found.map((each) => each.last_seen ?? each.first_seen);
      return {
        status: 'ok',
        summary: {
          entries: found.length,
          malware: [...new Set(found.flatMap((each) => each.malware_printable ?? []))].slice(0, 10).map(providerText),
          threat_types: [...new Set(found.map((each) => providerText(each.threat_type)))].slice(0, 10),
          tags: [...new Set(found.flatMap((each) => each.tags ?? []))].slice(0, 20).map(providerText),
        },
        statements: found.slice(0, 10).map((each) => ({
          rule: each.confidence_level >= 50 ? 'listed' : 'doubtful',
          strength: each.confidence_level / 100,
          observedAt: each.last_seen ?? each.first_seen,
          facts: [`ThreatFox lists it as ${providerText(each.threat_type).replaceAll('_', ' ')}.`],
        })),
        observedAt: seen.reduce((a, b) => (a > b ? a : b)),
        link: `https://threatfox.abuse.ch/ioc/${encodeURIComponent(first.id)}/`,
      };
    },
  });
