import { FreshCache } from './fresh-cache';

function cacheAt(start = 0) {
  const clock = { ms: start, monotonicMs: () => clock.ms };
  return { clock, cache: new FreshCache<string>({ maxAgeMs: 5_000, maxEntries: 2, clock }) };
}

function gate(): { promise: Promise<string>; open: (value: string) => void; fail: (error: Error) => void } {
  let open: (value: string) => void = () => undefined;
  let fail: (error: Error) => void = () => undefined;
  const promise = new Promise<string>((resolve, reject) => {
    open = resolve;
    fail = reject;
  });
  return { promise, open, fail };
}

describe('FreshCache', () => {
  it('answers from memory until the answer is 5 s old, counted from the question', async () => {
    const { clock, cache } = cacheAt();
    const slow = gate();
    const first = cache.get('k', () => slow.promise);
    clock.ms = 2_000;
    slow.open('old');
    await expect(first).resolves.toBe('old');
    clock.ms = 4_999;
    await expect(cache.get('k', () => Promise.resolve('new'))).resolves.toBe('old');
    clock.ms = 5_000;
    await expect(cache.get('k', () => Promise.resolve('new'))).resolves.toBe('new');
  });

  it('asks equal questions at the same time once', async () => {
    const { cache } = cacheAt();
    const load = jest.fn(() => Promise.resolve('one'));
    await Promise.all(Array.from({ length: 50 }, () => cache.get('k', load)));
    expect(load).toHaveBeenCalledTimes(1);
  });

  it('does not remember a failure', async () => {
    const { cache } = cacheAt();
    await expect(cache.get('k', () => Promise.reject(new Error('away')))).rejects.toThrow('away');
    await expect(cache.get('k', () => Promise.resolve('back'))).resolves.toBe('back');
  });

  it('does not keep an answer that was under way when it was dropped', async () => {
    const { cache } = cacheAt();
    const slow = gate();
    const first = cache.get('k', () => slow.promise);
    cache.drop();
    slow.open('valid');
    await first;
    await expect(cache.get('k', () => Promise.resolve('revoked'))).resolves.toBe('revoked');
  });

  it('asks anew after a drop even while the old question is under way', async () => {
    const { cache } = cacheAt();
    const slow = gate();
    const old = cache.get('k', () => slow.promise);
    cache.drop();
    await expect(cache.get('k', () => Promise.resolve('revoked'))).resolves.toBe('revoked');
    slow.open('valid');
    await expect(old).resolves.toBe('valid');
    await expect(cache.get('k', () => Promise.resolve('asked again'))).resolves.toBe('revoked');
  });

  it('drops what matches and keeps the rest', async () => {
    const { cache } = cacheAt();
    await cache.get('a', () => Promise.resolve('1'));
    await cache.get('b', () => Promise.resolve('2'));
    cache.drop((_key, value) => value === '1');
    await expect(cache.get('a', () => Promise.resolve('new'))).resolves.toBe('new');
    await expect(cache.get('b', () => Promise.resolve('new'))).resolves.toBe('2');
  });

  it('forgets the oldest beyond its size', async () => {
    const { cache } = cacheAt();
    for (const key of ['a', 'b', 'c']) await cache.get(key, () => Promise.resolve(key));
    await expect(cache.get('a', () => Promise.resolve('again'))).resolves.toBe('again');
    await expect(cache.get('c', () => Promise.resolve('again'))).resolves.toBe('c');
  });
});
