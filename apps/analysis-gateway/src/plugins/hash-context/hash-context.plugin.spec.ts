import { createHash } from 'node:crypto';
import { contextWith, indicatorOf } from '../../../test/indicator-of';
import { hashContext } from './hash-context.plugin';

it.each([
  ['md5', 128, true],
  ['sha1', 160, true],
  ['sha224', 224, false],
  ['sha256', 256, false],
  ['sha384', 384, false],
  ['sha512', 512, false],
])('hash context tells %s by its length and claims nothing about the file', async (algorithm, bits, collides) => {
  const digest = createHash(algorithm).update('file').digest('hex').toUpperCase();

  expect(await hashContext().run(indicatorOf('hash', digest), contextWith())).toEqual({
    status: 'ok',
    summary: { algorithm, bits, collisions_known: collides },
    evidence: [],
    observedAt: null,
    link: null,
  });
});
