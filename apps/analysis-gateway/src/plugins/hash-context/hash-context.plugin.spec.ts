import { createHash } from 'node:crypto';
import { indicatorOf } from '../../../test/indicator-of';
import { HashContextPlugin } from './hash-context.plugin';

it.each([
  ['md5', 128, true],
  ['sha1', 160, true],
  ['sha224', 224, false],
  ['sha256', 256, false],
  ['sha384', 384, false],
  ['sha512', 512, false],
])('hash context tells %s by its length and claims nothing about the file', async (algorithm, bits, collides) => {
  const digest = createHash(algorithm).update('file').digest('hex').toUpperCase();

  expect(await new HashContextPlugin().run(indicatorOf('hash', digest))).toEqual({
    status: 'ok',
    summary: { algorithm, bits, collisions_known: collides },
    evidence: [],
    observedAt: null,
    link: null,
  });
});
