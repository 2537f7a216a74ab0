import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import { requiredKey, serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText, timeOf } from '../provider/provider-text';
import { statementsOnHost, hostRules } from './host-facts';

const answerSchema = z.object({
  ip_str: z.string(),
  ports: z.array(z.int()),
  /** In UTC, without saying so. */
  last_update: z.iso.datetime({ local: true }),
  tags: z.array(z.string()),
  vulns: decoration(z.union([z.array(z.string()), z.record(z.string(), z.unknown()).transform(Object.keys)])),
  hostnames: decoration(z.array(z.string())),
  org: decoration(z.string()),
  isp: decoration(z.string()),
  asn: decoration(z.string()),
  os: decoration(z.string()),
});
const unknownSchema = z.object({ error: z.string().startsWith('No information available') });

/** Ports, software and names of an address, as Shodan last saw them. Costs no query credit; open ports are no verdict. */
export const shodan = () =>
  defineFastPlugin({
    manifest: {
      name: 'shodan',
      displayName: 'Shodan',
      description: 'Looks up the open ports, names and known vulnerabilities of an address from the last scan.',
      documentation: 'https://developer.shodan.io/api',
      class: 'fast',
      indicatorTypes: ['ip'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['exposure', 'context'],
      reliability: 'B',
      deadlineMs: 10_000,
      quota: [{ limit: 1, perSeconds: 1, window: 'rolling' }],
      cache: { hitSeconds: 24 * 3_600, missSeconds: 12 * 3_600 },
      settings: { api_key: requiredKey('Key of Shodan.'), url: serviceUrl('https://api.shodan.io') },
      rules: hostRules,
    },

    async run({ value }, { provider, settings }) {
      const { status, body } = await provider.ask({
        path: '/shodan/host/{ip}',
        slots: { ip: value },
        query: { key: settings.api_key, minify: 'true' },
        answers: [200, 404],
      });
      if (status === 404) {
        provider.read(unknownSchema, body);
        return { status: 'not_found' };
      }
      const host = provider.read(answerSchema, body);
      const text = (part: string | undefined) => (part === undefined ? undefined : providerText(part));
      const observedAt = timeOf(`${host.last_update}Z`);
      return {
        status: 'ok',
        summary: {
          ports: host.ports.slice(0, 100),
          vulnerabilities: host.vulns?.slice(0, 50).map(providerText),
          tags: host.tags.slice(0, 20).map(providerText),
          hostnames: host.hostnames?.slice(0, 20).map(providerText),
          organisation: text(host.org),
          isp: text(host.isp),
          asn: text(host.asn),
          os: text(host.os),
        },
        statements: statementsOnHost(host.ports, host.tags, observedAt),
        observedAt,
        link: `https://www.shodan.io/host/${encodeURIComponent(value)}`,
      };
    },
  });
