import { Readable } from 'node:stream';
import type { Chunk, StreamSource } from './answer';

/** How a stream without an end of its own is brought to one. */
export interface Ending {
  readonly signal: AbortSignal;
  /** The last thing that is sent. */
  readonly farewell: string | undefined;
}

/**
 * A source as a stream. The signal that a function source gets is aborted when the client leaves, when `ending` comes
 * and after the last piece; the iterator's `return` is called as well, which alone cannot wake one that waits.
 */
export function readableOf(source: StreamSource, ending: Ending | undefined): Readable {
  if (source instanceof Readable && ending === undefined) return source;
  const over = new AbortController();
  const iterator = (typeof source === 'function' ? source(over.signal) : source)[Symbol.asyncIterator]();
  const readable = new Readable({
    read() {
      iterator.next().then(pass, fail);
    },
    destroy(error, done) {
      ending?.signal.removeEventListener('abort', end);
      over.abort();
      iterator.return?.().catch(() => undefined); // nobody is left to tell
      done(error);
    },
  });
  const pass = (next: IteratorResult<Chunk, unknown>): void => {
    if (!over.signal.aborted) readable.push(next.done === true ? null : next.value);
  };
  const fail = (error: unknown): void => {
    if (!over.signal.aborted) readable.destroy(error instanceof Error ? error : new Error('The source failed.'));
  };
  const end = (): void => {
    over.abort();
    if (ending?.farewell !== undefined) readable.push(ending.farewell);
    readable.push(null);
  };
  if (ending?.signal.aborted === true) end();
  else ending?.signal.addEventListener('abort', end, { once: true });
  return readable;
}
