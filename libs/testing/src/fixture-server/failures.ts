import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import type { Answer } from './answers';

const okJson = { 'content-type': 'application/json' };

/** Takes the request and never answers. */
export function hang(): Answer {
  return () => undefined;
}

/** Sends the head and one byte, then nothing: a peer that is gone without a word. */
export function halfOpen(): Answer {
  return (response) => {
    response.writeHead(200, okJson).write('{');
  };
}

/** Sends a body one byte at a time, without end. Each byte comes `everyMs` after the last. */
export function slowBytes(everyMs = 20): Answer {
  return (response) => {
    response.writeHead(200, okJson);
    const timer = setInterval(() => response.write(' '), everyMs);
    response.once('close', () => {
      clearInterval(timer);
    });
  };
}

/** Resets the connection (RST) instead of an answer. */
export function reset(): Answer {
  return (response) => {
    response.socket?.resetAndDestroy();
  };
}

/** Resets the connection in the middle of the body. */
export function resetInBody(): Answer {
  return (response) => {
    response.writeHead(200, { ...okJson, 'content-length': '1000' });
    response.write('{"data":', () => {
      response.socket?.resetAndDestroy();
    });
  };
}

/** Bytes that are no HTTP. */
export function garbage(): Answer {
  return (response) => {
    response.socket?.end('\u0000\u0001 this is not the protocol you are looking for\r\n\r\n');
  };
}

/** Status 200, declared as JSON, and no JSON. */
export function brokenJson(): Answer {
  return (response) => {
    response.writeHead(200, okJson).end('{"data": {"attributes": [');
  };
}

/** A streamed body of `bytes` zeros without a declared length. */
export function huge(bytes: number): Answer {
  return (response) => {
    response.writeHead(200, okJson);
    Readable.from(zeros(bytes)).on('error', ignore).pipe(response);
  };
}

/** A gzip body that is small on the wire and unpacks to `unpackedBytes` (at least a MiB). */
export function gzipBomb(unpackedBytes: number): Answer {
  return (response) => {
    response.writeHead(200, { ...okJson, 'content-encoding': 'gzip' });
    // Members of a gzip stream may be concatenated (RFC 1952 2.2), so the bomb needs no memory here either.
    const member = gzipSync(Buffer.alloc(mebibyte));
    Readable.from(repeated(member, Math.ceil(unpackedBytes / mebibyte)))
      .on('error', ignore)
      .pipe(response);
  };
}

/** A head larger than any client should take. */
export function hugeHeaders(bytes: number): Answer {
  return (response) => {
    response.socket?.end(`HTTP/1.1 200 OK\r\nx-padding: ${'a'.repeat(bytes)}\r\ncontent-length: 0\r\n\r\n`);
  };
}

const mebibyte = 1_048_576;

function* zeros(bytes: number): Generator<Buffer> {
  const chunk = Buffer.alloc(65_536);
  for (let left = bytes; left > 0; left -= chunk.length) {
    yield chunk.subarray(0, Math.min(left, chunk.length));
  }
}

function* repeated(chunk: Buffer, times: number): Generator<Buffer> {
  for (let n = 0; n < times; n += 1) {
    yield chunk;
  }
}

function ignore(): void {
  // the client went away, which is what these answers are for
}
