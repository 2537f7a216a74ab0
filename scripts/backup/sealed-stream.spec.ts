import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { buffer } from 'node:stream/consumers';

import { chunkLength, opening, sealing } from './sealed-stream';

const key = randomBytes(32);
const sealedLength = chunkLength + 16;

async function through(transform: ReturnType<typeof sealing>, bytes: Buffer, pieceLength = 50_000): Promise<Buffer> {
  const pieces = Array.from({ length: Math.ceil(bytes.length / pieceLength) }, (_, index) =>
    bytes.subarray(index * pieceLength, (index + 1) * pieceLength),
  );
  return await pipeline(Readable.from(pieces), transform, buffer);
}

const sealed = async (bytes: Buffer): Promise<Buffer> => await through(sealing(key), bytes);
const opened = async (bytes: Buffer): Promise<Buffer> => await through(opening(key), bytes);
const refused = expect.objectContaining({ reason: 'backupUnreadable' }) as Error;

test.each([0, 1, chunkLength - 1, chunkLength, chunkLength + 1, 3 * chunkLength])(
  '%d bytes come back, whatever pieces they travel in',
  async (length) => {
    const bytes = randomBytes(length);
    const secret = await sealed(bytes);

    expect(secret).toHaveLength(length + 16 * Math.max(1, Math.ceil(length / chunkLength)));
    for (const pieceLength of [7_919, sealedLength, 1_000_000]) {
      expect((await through(opening(key), secret, pieceLength)).equals(bytes)).toBe(true);
    }
  },
);

test('a change of any part is noticed', async () => {
  const secret = await sealed(randomBytes(2 * chunkLength + 100));
  const places = [0, 1, chunkLength, sealedLength - 1, sealedLength, 2 * sealedLength + 5, secret.length - 1];

  for (const place of places) {
    const hostile = Buffer.from(secret);
    hostile[place] = (hostile[place] ?? 0) ^ 1;
    await expect(opened(hostile)).rejects.toThrow(refused);
  }
});

test('a missing end is noticed wherever the cut is, also between two chunks', async () => {
  const secret = await sealed(randomBytes(2 * chunkLength + 100));

  for (const length of [0, 1, 15, 16, 1_000, sealedLength, sealedLength + 1, 2 * sealedLength, secret.length - 1]) {
    await expect(opened(secret.subarray(0, length))).rejects.toThrow(refused);
  }
  await expect(opened(secret.subarray(0, 2 * sealedLength))).rejects.toThrow('its end is missing');
});

test('chunks in another order, left out, repeated or added are noticed', async () => {
  const secret = await sealed(randomBytes(2 * chunkLength + 100));
  const [first, second, last] = [0, 1, 2].map((index) =>
    secret.subarray(index * sealedLength, (index + 1) * sealedLength),
  ) as [Buffer, Buffer, Buffer];

  for (const order of [
    [second, first, last],
    [first, last],
    [first, first, second, last],
    [first, second, last, last],
    [first, second, last, Buffer.alloc(1)],
  ]) {
    await expect(opened(Buffer.concat(order))).rejects.toThrow(refused);
  }
});
