// What is measured is the gateway itself, with sources that only a bench has: as many of them as a row asks for.
/* eslint-disable @nx/enforce-module-boundaries -- apps have no public name, and nothing else can start one with other plugins */
import { defineFastPlugin } from '../../../apps/analysis-gateway/src/plugins/contract/define-plugin';
import { ownUrl } from '../../../apps/analysis-gateway/src/plugins/contract/settings';
import { z } from 'zod';

const answerSchema = z.object({
  value: z.string(),
  malicious: z.int(),
  engines: z.int(),
  tags: z.array(z.string()),
  seen_at: z.iso.datetime(),
});

/** A source that answers after `delay`, as `bench/servers/analysis/provider.ts` understands it. */
export function benchPlugin(name: string, delay: string, isKept: boolean) {
  return defineFastPlugin({
    manifest: {
      name,
      displayName: name,
      description: 'Asks a source on loopback.',
      class: 'fast',
      indicatorTypes: ['ip'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'green',
      categories: ['reputation'],
      reliability: 'B',
      deadlineMs: 10_000,
      cache: isKept ? { hitSeconds: 3_600, missSeconds: 3_600 } : { hitSeconds: 0, missSeconds: 0 },
      settings: { url: ownUrl('The source.') },
      rules: { some: { when: 'Engines call it malicious.', claim: 'malicious', strength: 0.6 } },
    },
    async run({ value }, { provider }) {
      const { body } = await provider.ask({ path: `/${delay}/{value}`, slots: { value } });
      const answer = provider.read(answerSchema, body);
      return {
        status: 'ok',
        summary: { malicious: answer.malicious, engines: answer.engines, tags: answer.tags },
        statements: [
          {
            rule: 'some',
            observedAt: answer.seen_at,
            facts: [`${String(answer.malicious)} of ${String(answer.engines)} engines call it malicious.`],
          },
        ],
        observedAt: answer.seen_at,
      };
    },
  });
}
