import { defineFastPlugin } from '../contract/define-plugin';
import { PluginError } from '../contract/plugin.errors';
import { resolverSetting } from '../contract/settings';
import { reverseLabels } from '../ip-context/reverse-name';
import { providerText } from '../provider/provider-text';

const rules = {
  routed: { when: 'The address is announced by a network.', claim: 'context', strength: 1 },
} as const;

// "15169 | 8.8.8.0/24 | US | arin | 2014-03-14"; several networks are separated by blanks.
const originForm = /^([\d ]{1,200}) \| ([\da-f.:]{2,45}\/\d{1,3}) \| ([A-Z]{0,2}) ?\| (\w{0,20}) ?\| ([\d-]{0,10})$/;

/** Which network announces an address, from the service that Team Cymru gives over DNS. */
export const teamCymru = () =>
  defineFastPlugin({
    manifest: {
      name: 'team_cymru',
      displayName: 'Team Cymru IP to ASN',
      description: 'Asks over DNS which network announces an address, from where, and since when.',
      documentation: 'https://www.team-cymru.com/ip-asn-mapping',
      class: 'fast',
      indicatorTypes: ['ip'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['context', 'network', 'dns'],
      reliability: 'A',
      deadlineMs: 4_000,
      cache: { hitSeconds: 4 * 3_600, missSeconds: 4 * 3_600 },
      usesDns: true,
      settings: { resolver: resolverSetting },
      rules,
    },

    async run({ type, value }, { dns }) {
      const version = type === 'ipv6' ? 6 : 4;
      const zone = version === 6 ? 'origin6.asn.cymru.com' : 'origin.asn.cymru.com';
      const answer = await dns.query([reverseLabels(value, version), zone], 'TXT');
      if (answer.status !== 'answered') return { status: 'not_found' };
      const [first = ''] = answer.records;
      const [, networks, prefix, country, registry, allocated] = originForm.exec(first) ?? [];
      if (networks === undefined || prefix === undefined) {
        throw new PluginError('invalid_response', { message: 'The answer of Team Cymru is not understood.' });
      }
      const asns = networks.split(' ').map(Number);
      const text = (part: string | undefined) => (part === undefined || part === '' ? undefined : providerText(part));
      return {
        status: 'ok',
        summary: { asns, prefix, country: text(country), registry: text(registry), allocated_on: text(allocated) },
        statements: [{ rule: 'routed', facts: [`AS${asns.join(', AS')} announces ${prefix}.`] }],
      };
    },
  });
