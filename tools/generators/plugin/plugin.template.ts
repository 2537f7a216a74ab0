import type { Names } from '../names';

/** As in a list that people read: `Acme Reputation`. */
function titleOf({ kebab }: Names): string {
  return kebab
    .split('-')
    .map((word) => word.charAt(0).toUpperCase() + word.slice(1))
    .join(' ');
}

const answerText = `const rules = {
  listed: {
    when: 'The source lists the address.',
    claim: 'suspicious',
    strength: { least: 0.3, most: 0.8, by: 'the score divided by 100' },
  },
  unlisted: { when: 'The source knows the address and does not list it.', claim: 'context', strength: 1 },
} as const;

// Required: what the answer rests on. A source that renames one of these gives an error, never another answer.
const answerSchema = z.object({
  address: z.string(),
  listed: z.boolean(),
  score: z.number().min(0).max(100),
  last_seen: z.iso.datetime({ offset: true }),
  reason: decoration(z.string()),
});

`;

export function pluginText(names: Names): string {
  const title = titleOf(names);
  return `import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import { requiredKey, serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText, timeOf } from '../provider/provider-text';

${answerText}/** What ${title} knows of an address. */
export const ${names.camel} = () =>
  defineFastPlugin({
    manifest: {
      name: '${names.snake}',
      displayName: '${title}',
      description: 'Asks whether the source lists an address.',
      documentation: 'https://api.example.com/docs',
      class: 'fast',
      indicatorTypes: ['ip'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['reputation'],
      reliability: 'C',
      deadlineMs: 5_000,
      cache: { hitSeconds: 3_600, missSeconds: 3_600 },
      settings: { api_key: requiredKey('Key of ${title}.'), url: serviceUrl('https://api.example.com/v1') },
      rules,
    },

    async run({ value }, { provider, settings }) {
      const { status, body } = await provider.ask({
        path: '/addresses/{address}',
        slots: { address: value },
        headers: { 'x-api-key': settings.api_key },
        answers: [200, 404],
      });
      if (status === 404) return { status: 'not_found' };
      const found = provider.read(answerSchema, body);
      if (found.address !== value) throw provider.notUnderstood('address');
      const observedAt = timeOf(found.last_seen);
      const facts = [\`${title} gives it \${found.score} of 100.\`];
      return {
        status: 'ok',
        summary: {
          listed: found.listed,
          score: found.score,
          reason: found.reason === undefined ? undefined : providerText(found.reason),
        },
        statements: [
          found.listed
            ? { rule: 'listed', strength: found.score / 100, observedAt, facts }
            : { rule: 'unlisted', observedAt, facts },
        ],
        observedAt,
      };
    },
  });
`;
}

const shapeText = `/** An answer in the source's own shape, with fields that the plugin does not read. */
const answer = (over: object = {}) => ({
  address: '1.2.3.4',
  listed: true,
  score: 70,
  last_seen: '2026-05-20T08:00:00Z',
  reason: 'Scans for open ports.',
  country: 'NL',
  ...over,
});

`;

const fixturesText = `    fixtures: [
      {
        name: 'a listed address',
        document,
        indicator,
        body: answer(),
        expected: {
          summary: { listed: true, score: 70, reason: 'Scans for open ports.' },
          evidence: [{ claim: 'suspicious', strength: 0.7, observed_at: '2026-05-20T08:00:00.000Z' }],
        },
        essential: ['address', 'listed', 'score', 'last_seen'],
      },
      {
        name: 'one that is not listed, as context and no benign vote',
        document,
        indicator,
        body: answer({ listed: false, score: 0 }),
        expected: { evidence: [{ claim: 'context' }] },
      },
      {
        name: 'one that it does not know',
        document,
        indicator,
        status: 404,
        body: { message: 'Not found' },
        expected: { status: 'not_found' },
      },
    ],
`;

export function specText(names: Names): string {
  const title = titleOf(names);
  return `import { json } from '@sentrybox/testing';
import { indicatorOf } from '../../../test/indicator-of';
import { secretCanary } from '../../../test/plugin-bench';
import { describeProvider } from '../../../test/provider-table';
import { ${names.camel} } from './${names.kebab}.plugin';

const indicator = indicatorOf('ip', '1.2.3.4');
const document = '${title} API, "GET /addresses/{address}"';

${shapeText}describeProvider(
  '${names.snake}',
  {
    plugin: ${names.camel},
    route: 'GET /v1/addresses/1.2.3.4',
    own: [404, '404 as a page'],
${fixturesText}  },
  (bench) => {
    it('sends the key', async () => {
      bench().server.on('GET /*', json(200, answer()));
      await bench().outcome(indicator);
      expect(bench().server.requests).toMatchObject([{ headers: { 'x-api-key': secretCanary } }]);
    });

    it('takes an answer about another address for none', async () => {
      bench().server.on('GET /*', json(200, answer({ address: '1.2.3.5' })));
      await expect(bench().outcome(indicator)).rejects.toMatchObject({ pluginCode: 'invalid_response' });
    });
  },
);
`;
}
