import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import { ownUrl, requiredKey } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText, timeOfUnixSeconds } from '../provider/provider-text';

const rules = {
  detect: { when: 'An attribute is marked for detection (to_ids).', claim: 'malicious', strength: 0.9 },
  informational: { when: 'An attribute is not marked for detection.', claim: 'context', strength: 1 },
} as const;

const attributeSchema = z.object({
  id: z.string(),
  event_id: z.string(),
  type: z.string(),
  to_ids: z.boolean(),
  /** Unix seconds as text. */
  timestamp: z.string().regex(/^\d{1,11}$/),
  category: decoration(z.string()),
  last_seen: decoration(z.iso.datetime({ offset: true })),
  Event: decoration(z.object({ info: z.string() })),
  Tag: decoration(z.array(z.object({ name: z.string() }))),
});
const answerSchema = z.object({ response: z.object({ Attribute: z.array(attributeSchema) }) });

/** A MISP of one's own: events that hold the value. */
export const misp = () =>
  defineFastPlugin({
    manifest: {
      name: 'misp',
      displayName: 'MISP',
      description: 'Searches the events of a MISP instance of your own for the value.',
      documentation: 'https://www.misp-project.org/openapi/',
      class: 'fast',
      indicatorTypes: ['ip', 'domain', 'url', 'hash', 'email'],
      disclosure: 'passive',
      maxTlp: 'red',
      maxPap: 'red',
      knowsInternal: true,
      categories: ['threat_intelligence'],
      reliability: 'B',
      deadlineMs: 10_000,
      cache: { hitSeconds: 900, missSeconds: 300 },
      settings: {
        api_key: requiredKey('Authentication key of a MISP user that may read.', 'MISP_API_KEY'),
        url: ownUrl('Base URL of your MISP, such as https://misp.example.org; it may be a private address.'),
      },
      rules,
    },

    async run({ value }, { provider, settings }) {
      const { body } = await provider.ask({
        method: 'POST',
        path: '/attributes/restSearch',
        headers: { authorization: settings.api_key },
        json: { value, returnFormat: 'json', limit: 50, enforceWarninglist: true, includeEventTags: true },
      });
      const found = provider.read(answerSchema, body).response.Attribute;
      if (found.length === 0) return { status: 'not_found' };
      const seenAt = found.map(({ timestamp }) => timeOfUnixSeconds(Number(timestamp)));
      return {
        status: 'ok',
        summary: {
          attributes: found.length,
          events: [...new Set(found.map((each) => each.event_id))].slice(0, 20).map(providerText),
          titles: [...new Set(found.flatMap((each) => each.Event?.info ?? []))].slice(0, 10).map(providerText),
          tags: [...new Set(found.flatMap((each) => each.Tag ?? []).map(({ name }) => providerText(name)))].slice(
            0,
            20,
          ),
        },
        statements: found.slice(0, 20).map((each, index) => ({
          rule: each.to_ids ? 'detect' : 'informational',
          observedAt: seenAt[index] ?? null,
          facts: [`Event ${providerText(each.event_id)} holds it${each.to_ids ? ' for detection' : ''}.`],
        })),
        observedAt: seenAt.reduce((a, b) => ((a ?? '') > (b ?? '') ? a : b)),
      };
    },
  });
