import { Transform } from 'node:stream';
import type { Readable } from 'node:stream';
import { invalidRequest } from '@sentrybox/errors';
import { tooLarge } from './read-body';

/**
 * Passes the bytes of a request on. The result fails with payload_too_large at the first byte past the limit and with
 * invalid_request when the client stops halfway; the request itself stays alive, so that an answer can still be sent.
 */
export function limitStream(source: Readable, limitBytes: number): Readable {
  let length = 0;
  const limited = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      length += chunk.length;
      if (length > limitBytes) done(tooLarge(limitBytes));
      else done(null, chunk);
    },
  });
  limited.once('close', () => {
    source.unpipe(limited);
    source.resume();
  });
  source.once('close', () => {
    if (!source.readableEnded) limited.destroy(invalidRequest('The body ended early.'));
  });
  return source.pipe(limited);
}
