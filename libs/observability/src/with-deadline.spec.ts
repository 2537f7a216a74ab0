import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { withDeadline } from './with-deadline';

const untilAborted = (signal: AbortSignal) =>
  new Promise<unknown>((resolve) => {
    if (signal.aborted) resolve(signal.reason);
    signal.addEventListener('abort', () => {
      resolve(signal.reason);
    });
  });

describe('withDeadline', () => {
  it('gives what was done in time', async () => {
    await expect(withDeadline({ ms: 60_000 }, () => Promise.resolve(7))).resolves.toBe(7);
  });

  it('goes off at the deadline, whatever the garbage collector does meanwhile', async () => {
    setFlagsFromString('--expose-gc');
    const collect = runInNewContext('gc') as () => void; // the flag makes it
    const waiting = Array.from({ length: 50 }, () =>
      withDeadline({ ms: 50, signal: new AbortController().signal }, untilAborted),
    );
    collect();
    const reasons = await Promise.all(waiting);
    expect(reasons.map((reason) => (reason as DOMException).name)).toEqual(Array<string>(50).fill('TimeoutError'));
  });

  it.each(['before', 'meanwhile'])('goes off with the signal it follows, aborted %s', async (when) => {
    const outer = new AbortController();
    const reason = new Error('enough');
    if (when === 'before') outer.abort(reason);
    const waiting = withDeadline({ ms: 60_000, signal: outer.signal }, untilAborted);
    outer.abort(reason);
    await expect(waiting).resolves.toBe(reason);
  });

  it('throws what was thrown', async () => {
    await expect(withDeadline({ ms: 60_000 }, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
  });
});
