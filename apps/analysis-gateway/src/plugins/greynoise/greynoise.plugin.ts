import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import type { Statement } from '../contract/evidence-rules';
import { requiredKey, serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText, timeOf } from '../provider/provider-text';

const rules = {
  malicious: { when: 'It scans the internet and is classified malicious.', claim: 'malicious', strength: 0.85 },
  suspicious: { when: 'It scans the internet and is classified suspicious.', claim: 'suspicious', strength: 0.6 },
  benign: { when: 'It scans the internet and its owner is known to mean well.', claim: 'benign', strength: 0.8 },
  unknown: { when: 'It scans the internet and nothing is known of its intent.', claim: 'context', strength: 1 },
  business: {
    when: 'It belongs to a well-known business service.',
    claim: 'context',
    strength: 1,
    signals: ['shared_infrastructure'],
  },
} as const;
type Rule = keyof typeof rules;

const scannerSchema = z.discriminatedUnion('found', [
  z.object({ found: z.literal(false) }),
  z.object({
    found: z.literal(true),
    classification: z.enum(['malicious', 'suspicious', 'benign', 'unknown']),
    last_seen: z.iso.date().or(z.iso.datetime({ offset: true })),
    actor: decoration(z.string()),
    tags: decoration(z.array(z.object({ name: z.string() }))),
  }),
]);
const businessSchema = z.object({
  found: z.boolean(),
  trust_level: decoration(z.string()),
  category: decoration(z.string()),
  name: decoration(z.string()),
});
const answerSchema = z.object({
  ip: z.string(),
  internet_scanner_intelligence: scannerSchema,
  business_service_intelligence: businessSchema,
});
type Known = z.infer<typeof answerSchema>;

/** Whether an address scans the whole internet, and why; version 3, because version 2 ended with 2025. */
export const greynoise = () =>
  defineFastPlugin({
    manifest: {
      name: 'greynoise',
      displayName: 'GreyNoise',
      description: 'Tells whether an address scans the whole internet, with which intent, or serves a known business.',
      documentation: 'https://docs.greynoise.io/reference/v3ip',
      class: 'fast',
      indicatorTypes: ['ip'],
      kinds: ['ipv4'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['reputation', 'context'],
      reliability: 'B',
      deadlineMs: 8_000,
      cache: { hitSeconds: 12 * 3_600, missSeconds: 6 * 3_600 },
      settings: { api_key: requiredKey('Key of GreyNoise.'), url: serviceUrl('https://api.greynoise.io') },
      rules,
    },

    async run({ value }, { provider, settings }) {
      const { status, body } = await provider.ask({
        path: '/v3/ip/{ip}',
        slots: { ip: value },
        headers: { key: settings.api_key },
        answers: [200, 404],
      });
      if (status === 404) {
        provider.read(z.object({ message: z.string() }), body);
        return { status: 'not_found' };
      }
      const known = provider.read(answerSchema, body);
      const { internet_scanner_intelligence: scanner, business_service_intelligence: business } = known;
      if (!scanner.found && !business.found) return { status: 'not_found' };
      const observedAt = scanner.found ? timeOf(scanner.last_seen) : null;
      const link = `https://viz.greynoise.io/ip/${encodeURIComponent(value)}`;
      return { status: 'ok', summary: summaryOf(known), statements: statementsOn(known), observedAt, link };
    },
  });

function statementsOn({
  internet_scanner_intelligence: scanner,
  business_service_intelligence: business,
}: Known): Statement<Rule>[] {
  const found: Statement<Rule>[] = [];
  if (scanner.found) {
    const fact = `It scans the internet; GreyNoise classifies it as ${scanner.classification}.`;
    found.push({ rule: scanner.classification, observedAt: timeOf(scanner.last_seen), facts: [fact] });
  }
  if (business.found) {
    const name = business.name === undefined ? 'a known business' : providerText(business.name);
    found.push({ rule: 'business', facts: [`It belongs to a service of ${name}.`] });
  }
  return found;
}

function summaryOf({ internet_scanner_intelligence: scanner, business_service_intelligence: business }: Known) {
  const details = scanner.found ? scanner : undefined;
  return {
    is_scanner: scanner.found,
    classification: details?.classification,
    actor: details?.actor === undefined ? undefined : providerText(details.actor),
    tags: details?.tags?.slice(0, 20).map(({ name }) => providerText(name)),
    is_business_service: business.found,
    business: business.name === undefined ? undefined : providerText(business.name),
    trust_level: business.trust_level,
  };
}
