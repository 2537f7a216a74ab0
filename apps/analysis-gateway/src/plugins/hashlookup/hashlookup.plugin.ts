import { z } from 'zod';
import { defineFastPlugin } from '../contract/define-plugin';
import { serviceUrl } from '../contract/settings';
import { decoration } from '../provider/decoration';
import { providerText } from '../provider/provider-text';

const rules = {
  malicious: { when: 'KnownMalicious names a collection of malware.', claim: 'malicious', strength: 0.9 },
  trusted: {
    when: 'The trust is above 50: several distributions or NIST know the file.',
    claim: 'benign',
    strength: { least: 0.5, most: 1, by: 'the trust divided by 100' },
  },
  known: { when: 'The file is known, with a trust of 50 or less.', claim: 'context', strength: 1 },
} as const;

const answerSchema = z.object({
  'hashlookup:trust': z.number().min(0).max(100),
  KnownMalicious: z.string().optional(),
  FileName: decoration(z.string()),
  FileSize: decoration(z.union([z.string(), z.number()])),
  source: decoration(z.string()),
  db: decoration(z.string()),
});
const unknownSchema = z.object({ message: z.string() });

/** Files of operating systems and software that CIRCL knows. Being known alone is no praise: the trust decides. */
export const hashlookup = () =>
  defineFastPlugin({
    manifest: {
      name: 'hashlookup',
      displayName: 'CIRCL hashlookup',
      description: 'Looks a file up, by its hash, among those of operating systems, software and known malware.',
      documentation: 'https://hashlookup.circl.lu/',
      class: 'fast',
      indicatorTypes: ['hash'],
      kinds: ['md5', 'sha1', 'sha256'],
      disclosure: 'passive',
      maxTlp: 'green',
      maxPap: 'amber',
      categories: ['known_good', 'malware'],
      reliability: 'B',
      deadlineMs: 8_000,
      cache: { hitSeconds: 7 * 86_400, missSeconds: 86_400 },
      settings: { url: serviceUrl('https://hashlookup.circl.lu') },
      rules,
    },

    async run({ type, value }, { provider }) {
      const slots = { type, hash: value };
      const { status, body } = await provider.ask({ path: '/lookup/{type}/{hash}', slots, answers: [200, 404] });
      if (status === 404) {
        provider.read(unknownSchema, body);
        return { status: 'not_found' };
      }
      const file = provider.read(answerSchema, body);
      const trust = file['hashlookup:trust'];
      const text = (part: string | undefined) => (part === undefined ? undefined : providerText(part));
      const source = text(file.source) ?? text(file.db) ?? 'an unnamed source';
      const summary = { trust, known_malicious: text(file.KnownMalicious), name: text(file.FileName), source };
      const rule = file.KnownMalicious !== undefined ? 'malicious' : trust > 50 ? 'trusted' : 'known';
      const fact = `CIRCL knows the file from ${source}, trust ${trust} of 100.`;
      return { status: 'ok', summary, statements: [{ rule, strength: trust / 100, facts: [fact] }] };
    },
  });
