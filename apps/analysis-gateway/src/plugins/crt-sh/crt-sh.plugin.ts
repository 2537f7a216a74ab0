import { z } from 'zod';
import { defineSlowPlugin } from '../contract/define-plugin';
import type { Answer } from '../contract/define-plugin';
import type { Provider } from '../contract/plugin-context';
import { serviceUrl } from '../contract/settings';
import { providerText } from '../provider/provider-text';

const rules = {
  certified: { when: 'Certificates for the name are in the transparency logs.', claim: 'context', strength: 1 },
} as const;

const answerSchema = z.array(
  z.object({
    id: z.int(),
    issuer_name: z.string(),
    name_value: z.string(),
    entry_timestamp: z.iso.datetime({ local: true }).nullable(),
    not_before: z.iso.datetime({ local: true }),
    not_after: z.iso.datetime({ local: true }),
  }),
);

/** Certificates of a domain. The source is slow and often fails, so it is asked in the worker, where nobody waits. */
export const crtSh = () =>
  defineSlowPlugin({
    manifest: {
      name: 'crt_sh',
      displayName: 'crt.sh',
      description: 'Lists the certificates of a domain from the transparency logs: names, issuers, first and last.',
      documentation: 'https://crt.sh/',
      class: 'slow',
      indicatorTypes: ['domain'],
      kinds: ['domain'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['context', 'certificates'],
      reliability: 'B',
      deadlineMs: 20_000,
      cache: { hitSeconds: 86_400, missSeconds: 43_200 },
      settings: { url: serviceUrl('https://crt.sh') },
      rules,
    },
    maxTotalMs: 300_000,
    ticket: z.object({}),

    async submit({ value }, { provider }) {
      return { state: 'done', answer: await lookUp(value, provider) };
    },

    // The whole question is one step; asked again, it is asked again.
    async poll({ value }, _ticket, { provider }) {
      return { state: 'done', answer: await lookUp(value, provider) };
    },
  });

async function lookUp(domain: string, provider: Provider): Promise<Answer<keyof typeof rules>> {
  const { body } = await provider.ask({ path: '/', query: { q: domain, output: 'json' } });
  const found = provider.read(answerSchema, body);
  if (found.length === 0) return { status: 'not_found' };
  const begins = found.map((each) => each.not_before).sort();
  const issuers = new Set(found.map((each) => providerText(each.issuer_name)));
  const names = new Set(found.flatMap((each) => each.name_value.split('\n')).map(providerText));
  const observedAt = `${begins.at(-1) ?? ''}.000Z`;
  return {
    status: 'ok',
    summary: {
      certificates: found.length,
      issuers: [...issuers].slice(0, 20),
      names: [...names].sort().slice(0, 100),
      first_certificate_at: `${begins[0] ?? ''}.000Z`,
      last_certificate_at: observedAt,
    },
    statements: [{ rule: 'certified', observedAt, facts: [`The logs hold ${found.length} certificates.`] }],
    observedAt,
    link: `https://crt.sh/?q=${encodeURIComponent(domain)}`,
  };
}
