/**
 * Runs with a signal that goes off when `signal` does, or after `ms` with a `TimeoutError`; what `run` gives is given on.
 * Not `AbortSignal.any` over `AbortSignal.timeout`: Node 20 lets go of such a signal at the next garbage collection, and
 * then it never goes off. Nor does a timer stay behind when `run` has ended.
 */
export async function withDeadline<T>(
  { ms, signal }: { ms: number; signal?: AbortSignal },
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const end = new AbortController();
  const timer = setTimeout(() => {
    end.abort(new DOMException('It took too long.', 'TimeoutError'));
  }, ms);
  const follow = () => {
    end.abort(signal?.reason);
  };
  if (signal?.aborted === true) follow();
  signal?.addEventListener('abort', follow, { once: true });
  try {
    return await run(end.signal);
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', follow);
  }
}
