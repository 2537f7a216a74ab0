import type { DnsRecordType } from '@sentrybox/egress';
import { defineFastPlugin } from '../contract/define-plugin';
import { resolverSetting } from '../contract/settings';
import { providerText } from '../provider/provider-text';

const types = ['A', 'AAAA', 'MX', 'NS', 'TXT', 'SOA', 'CAA'] as const satisfies readonly DnsRecordType[];

const rules = {
  resolves: { when: 'The name has records.', claim: 'context', strength: 1 },
} as const;

/** The records of a domain. Asking lets the owner of a name server notice. */
export const dnsRecords = () =>
  defineFastPlugin({
    manifest: {
      name: 'dns_records',
      displayName: 'DNS records',
      description: 'Asks for the records of a domain. Its name servers see that somebody asks, not who.',
      class: 'fast',
      indicatorTypes: ['domain', 'email'],
      kinds: ['domain', 'email'],
      disclosure: 'active',
      maxTlp: 'green',
      maxPap: 'green',
      categories: ['context', 'dns'],
      reliability: 'A',
      deadlineMs: 5_000,
      cache: { hitSeconds: 900, missSeconds: 300 },
      usesDns: true,
      settings: { resolver: resolverSetting },
      rules,
    },

    async run({ iocType, value }, { dns }) {
      const name = iocType === 'email' ? value.slice(value.lastIndexOf('@') + 1) : value;
      const answers = await Promise.all(types.map((type) => dns.query([name], type)));
      if (answers.every(({ status }) => status === 'no_name')) return { status: 'not_found' };
      const found = new Map(
        answers.map((answer, index) => [
          types[index],
          answer.status === 'answered' ? answer.records.slice(0, 50).map(providerText) : [],
        ]),
      );
      const summary = Object.fromEntries([...found].map(([type, records]) => [String(type).toLowerCase(), records]));
      const count = [...found.values()].flat().length;
      return {
        status: 'ok',
        summary: { ...summary, has_spf: (found.get('TXT') ?? []).some((text) => text.startsWith('v=spf1')) },
        statements: count === 0 ? [] : [{ rule: 'resolves', facts: [`The name has ${count} records.`] }],
      };
    },
  });
