type Chunk = string | Uint8Array;

const ended = Symbol('ended');

/**
 * The source until the signal ends it; then `farewell`, if any. The source's iterator is asked to return and not waited
 * for: it may hang on an event that never comes.
 */
export async function* untilAborted(
  source: AsyncIterable<Chunk>,
  signal: AbortSignal,
  farewell: string | undefined,
): AsyncGenerator<Chunk> {
  const iterator = source[Symbol.asyncIterator]();
  let onAbort: (() => void) | undefined;
  const aborted = new Promise<typeof ended>((resolve) => {
    onAbort = () => {
      resolve(ended);
    };
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
  try {
    for (;;) {
      const next = await Promise.race([iterator.next(), aborted]);
      if (next === ended) {
        if (farewell !== undefined) yield farewell;
        return;
      }
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    if (onAbort !== undefined) signal.removeEventListener('abort', onAbort);
    iterator.return?.().catch(() => undefined); // nobody is left to tell
  }
}
