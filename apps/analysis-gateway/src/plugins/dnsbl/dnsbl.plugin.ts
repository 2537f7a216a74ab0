import { defineFastPlugin } from '../contract/define-plugin';
import type { Statement } from '../contract/evidence-rules';
import type { Indicator } from '../contract/plugin';
import type { DnsSource } from '../contract/plugin-context';
import { PluginError } from '../contract/plugin.errors';
import { resolverSetting } from '../contract/settings';
import { reverseLabels } from '../ip-context/reverse-name';
import { zones } from './zones';
import type { Zone } from './zones';

const rules = {
  malware: {
    when: 'A list has it for malware, phishing, control servers or exploits.',
    claim: 'malicious',
    strength: 0.8,
  },
  attacks: { when: 'A list has it for attacks, or among stolen networks.', claim: 'malicious', strength: 0.7 },
  spam: { when: 'A list has it for spam.', claim: 'suspicious', strength: 0.6 },
  abused: { when: 'A list has it as a legitimate name that is abused.', claim: 'suspicious', strength: 0.5 },
  policy: { when: 'A list says only that mail should not come from it directly.', claim: 'context', strength: 1 },
} as const;
type Rule = keyof typeof rules;

interface Look {
  readonly zone: Zone;
  readonly codes: readonly string[];
  readonly found: readonly Rule[];
  readonly isRefused: boolean;
}

/** Lists of bad senders and hosts that are asked over DNS. */
export const dnsbl = () =>
  defineFastPlugin({
    manifest: {
      name: 'dnsbl',
      displayName: 'DNS block lists',
      description: 'Asks lists of bad senders and hosts over DNS. Large public resolvers are refused by some of them.',
      documentation: 'https://www.spamhaus.org/faqs/dnsbl-usage/',
      terms: 'Spamhaus is free for small, non-commercial use, and not through public resolvers.',
      class: 'fast',
      indicatorTypes: ['ip', 'domain'],
      kinds: ['ipv4', 'domain'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['reputation', 'dns'],
      reliability: 'B',
      lineage: zones.map(({ lineage }) => lineage),
      deadlineMs: 5_000,
      cache: { hitSeconds: 3_600, missSeconds: 1_800 },
      usesDns: true,
      settings: { resolver: resolverSetting },
      rules,
    },

    async run(indicator, { dns }) {
      const wanted = zones.filter(({ types }) => types.includes(indicator.iocType));
      const looks = await Promise.all(wanted.map((zone) => lookIn(zone, indicator, dns)));
      const heard = looks.filter(({ isRefused }) => !isRefused);
      const refused = looks.filter(({ isRefused }) => isRefused).map(({ zone }) => zone.zone);
      if (heard.length === 0) {
        throw new PluginError('unauthorized', { message: 'The DNS block lists refuse questions of this resolver.' });
      }
      const listings = heard.filter(({ found }) => found.length > 0);
      const summary = {
        lists_asked: heard.map(({ zone }) => zone.zone),
        lists_refusing: refused,
        listings: listings.map(({ zone, codes }) => ({ list: zone.zone, codes })),
      };
      if (listings.length === 0) return { status: 'not_found', summary };
      return { status: 'ok', summary, statements: listings.flatMap(statementsOn) };
    },
  });

async function lookIn(zone: Zone, { iocType, value }: Indicator, dns: DnsSource): Promise<Look> {
  const answer = await dns.query([iocType === 'ip' ? reverseLabels(value, 4) : value, zone.zone], 'A');
  const codes = answer.status === 'answered' ? answer.records : [];
  const meanings = codes.map((code) => zone.meaningOf(code));
  // A resolver that answers every name with an address of its own must not list the whole world.
  const isRefused = meanings.some((meaning) => meaning === 'error' || meaning === undefined);
  return {
    zone,
    codes,
    isRefused,
    found: isRefused ? [] : meanings.filter((each): each is Rule => each !== undefined && each !== 'error'),
  };
}

function statementsOn({ zone, codes, found }: Look): Statement<Rule>[] {
  return [...new Set(found)].map((rule) => ({
    rule,
    lineage: zone.lineage,
    facts: [`${zone.displayName} lists it (${codes.join(', ')}).`],
  }));
}
