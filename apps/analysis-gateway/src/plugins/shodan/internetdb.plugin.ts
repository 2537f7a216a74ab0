import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import { serviceUrl } from '../contract/settings';
import { providerText } from '../provider/provider-text';
import { hostRules, statementsOnHost } from './host-facts';

const texts = z.array(z.string());
const answerSchema = z.object({
  ip: z.string(),
  ports: z.array(z.int()),
  tags: texts,
  cpes: texts,
  hostnames: texts,
  vulns: texts,
});
const unknownSchema = z.object({ detail: z.literal('No information available') });

/** The free excerpt of Shodan's last scan of an address, renewed every week. It gives no date of its own. */
export const internetdb = () =>
  defineFastPlugin({
    manifest: {
      name: 'internetdb',
      displayName: 'Shodan InternetDB',
      description:
        'Looks up ports, names and known vulnerabilities of an address in the free weekly excerpt of Shodan.',
      documentation: 'https://internetdb.shodan.io/',
      terms: 'For non-commercial use.',
      class: 'fast',
      indicatorTypes: ['ip'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['exposure', 'context'],
      reliability: 'C',
      lineage: ['shodan'],
      deadlineMs: 5_000,
      cache: { hitSeconds: 24 * 3_600, missSeconds: 24 * 3_600 },
      settings: { url: serviceUrl('https://internetdb.shodan.io') },
      rules: hostRules,
    },

    async run({ value }, { provider }) {
      const { status, body } = await provider.ask({ path: '/{ip}', slots: { ip: value }, answers: [200, 404] });
      if (status === 404) {
        provider.read(unknownSchema, body);
        return { status: 'not_found' };
      }
      const host = provider.read(answerSchema, body);
      return {
        status: 'ok',
        summary: {
          ports: host.ports.slice(0, 100),
          vulnerabilities: host.vulns.slice(0, 50).map(providerText),
          tags: host.tags.slice(0, 20).map(providerText),
          hostnames: host.hostnames.slice(0, 20).map(providerText),
          software: host.cpes.slice(0, 50).map(providerText),
        },
        statements: statementsOnHost(host.ports, host.tags, null),
        link: `https://www.shodan.io/host/${encodeURIComponent(value)}`,
      };
    },
  });
