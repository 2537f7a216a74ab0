import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate } from 'node:zlib';
import { EgressError } from '../egress.errors';

/**
 * Yields the decoded body and stops reading, with the connection closed, as soon as more than `maxBytes` arrived or
 * came out of the decompression. Memory stays at one chunk beside what the consumer keeps.
 * @throws EgressError `too_large`, or `protocol` for an encoding that was not asked for.
 */
export async function* boundedBody(
  raw: Readable,
  contentEncoding: string | undefined,
  maxBytes: number,
): AsyncGenerator<Buffer, void, undefined> {
  const decoder = decoderOf(contentEncoding);
  // A failure of either end has to end the other; errors reach the loop below through the decoder or the raw body.
  const source = decoder === undefined ? raw : raw.pipe(decoder);
  const count = { raw: 0, decoded: 0 };
  if (decoder !== undefined) {
    raw.on('data', (chunk: Buffer) => {
      count.raw += chunk.length;
      if (count.raw > maxBytes) {
        decoder.destroy(new EgressError('too_large'));
      }
    });
    raw.once('error', (error) => decoder.destroy(error));
    raw.once('close', () => {
      if (!raw.readableEnded) {
        decoder.destroy(new EgressError('unreachable'));
      }
    });
  }
  try {
    for await (const chunk of source as AsyncIterable<Buffer>) {
      count.decoded += chunk.length;
      if (count.decoded > maxBytes) {
        throw new EgressError('too_large');
      }
      yield chunk;
    }
  } finally {
    decoder?.destroy();
    raw.destroy();
  }
}

function decoderOf(contentEncoding = 'identity'): Transform | undefined {
  switch (contentEncoding.trim().toLowerCase()) {
    case '':
    case 'identity':
      return undefined;
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'deflate':
      return createInflate();
    case 'br':
      return createBrotliDecompress();
    default:
      throw new EgressError('protocol');
  }
}
