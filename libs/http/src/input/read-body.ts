import type { Readable } from 'node:stream';
import { DomainError, invalidRequest } from '@sentrybox/errors';
import { ProtocolError } from '../errors/protocol-error';

export function tooLarge(limitBytes: number): DomainError {
  return new DomainError({
    kind: 'payload_too_large',
    code: 'payload_too_large',
    message: `The body is larger than the ${limitBytes} bytes that this route accepts.`,
  });
}

/**
 * Reads a whole request body.
 * @throws DomainError payload_too_large as soon as the limit is passed, invalid_request when the client stops halfway;
 *   ProtocolError 408 when the body takes longer than `timeoutMs`.
 */
export function readBody(source: Readable, limitBytes: number, timeoutMs: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let length = 0;
    const settle = (error?: Error): void => {
      clearTimeout(timer);
      source.off('data', onData).off('end', onEnd).off('error', onBroken).off('close', onBroken);
      if (error === undefined) {
        resolve(chunks.length === 1 && chunks[0] !== undefined ? chunks[0] : Buffer.concat(chunks, length));
        return;
      }
      source.resume(); // the rest is discarded; a connection left in mid-body would serve nobody
      reject(error);
    };
    const onData = (chunk: Buffer): void => {
      length += chunk.length;
      if (length > limitBytes) settle(tooLarge(limitBytes));
      else chunks.push(chunk);
    };
    const onEnd = (): void => {
      settle();
    };
    const onBroken = (): void => {
      settle(invalidRequest('The body ended early.'));
    };
    const timer = setTimeout(() => {
      settle(new ProtocolError(408, 'request_timeout', 'The body took too long to arrive.'));
    }, timeoutMs);
    source.on('data', onData).on('end', onEnd).on('error', onBroken).on('close', onBroken);
  });
}
