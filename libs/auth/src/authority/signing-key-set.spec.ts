import { randomUUID } from 'node:crypto';
import { KnownAuthority } from '../../test/known-authority';
import { newSigningPair } from '../../test/token-forge';
import { keyFromJwk, SigningKeySet } from './signing-key-set';

function setWith(...pairs: ReturnType<typeof newSigningPair>[]) {
  const clock = { ms: 0, monotonicMs: () => clock.ms };
  const authority = new KnownAuthority();
  authority.published = pairs.map(({ jwk }) => jwk);
  return { clock, authority, keys: new SigningKeySet(authority, clock) };
}

describe('SigningKeySet', () => {
  it('I11 asks once for a flood of 1,000 unknown key ids, and again after 10 s', async () => {
    const { clock, authority, keys } = setWith(newSigningPair());
    await Promise.all(Array.from({ length: 1_000 }, () => keys.keyOf(randomUUID())));
    for (let index = 0; index < 10; index += 1) await keys.keyOf(randomUUID());
    expect(authority.asked).toBe(1);
    clock.ms = 10_000;
    await Promise.all(Array.from({ length: 1_000 }, () => keys.keyOf(randomUUID())));
    expect(authority.asked).toBe(2);
  });

  it('finds a key that was published later', async () => {
    const [old, fresh] = [newSigningPair(), newSigningPair()];
    const { clock, authority, keys } = setWith(old);
    await expect(keys.keyOf(fresh.kid)).resolves.toBeUndefined();
    authority.published.push(fresh.jwk);
    clock.ms = 10_000;
    await expect(keys.keyOf(fresh.kid)).resolves.toBeDefined();
  });

  it('keeps the object of an unchanged key, so that verified tokens stay remembered', async () => {
    const pair = newSigningPair();
    const { clock, keys } = setWith(pair);
    const before = await keys.keyOf(pair.kid);
    clock.ms = 60_000;
    expect(keys.rememberedKeyOf(pair.kid)).toBeUndefined();
    expect(await keys.keyOf(pair.kid)).toBe(before);
  });

  it('asks at once after an announcement and drops a key that is gone', async () => {
    const pair = newSigningPair();
    const { authority, keys } = setWith(pair);
    await expect(keys.keyOf(pair.kid)).resolves.toBeDefined();
    expect(keys.rememberedKeyOf(pair.kid)).toBeDefined();
    authority.published = [];
    keys.drop();
    expect(keys.rememberedKeyOf(pair.kid)).toBeUndefined();
    await expect(keys.keyOf(pair.kid)).resolves.toBeUndefined();
  });

  it('is unavailable, rather than out of date, when identity does not answer', async () => {
    const pair = newSigningPair();
    const { clock, authority, keys } = setWith(pair);
    await keys.keyOf(pair.kid);
    authority.isAway = true;
    clock.ms = 59_999;
    await expect(keys.keyOf(pair.kid)).resolves.toBeDefined();
    clock.ms = 60_000;
    await expect(keys.keyOf(pair.kid)).rejects.toMatchObject({ code: 'unavailable' });
    authority.isAway = false;
    await expect(keys.keyOf(pair.kid)).resolves.toBeDefined();
  });

  it.each([
    ['another use', { use: 'enc' }],
    ['another curve', { crv: 'P-384' }],
    ['another algorithm', { alg: 'RS256' }],
    ['a secret key', { kty: 'oct', k: 'AAAA' }],
  ])('refuses a key for %s', (_name, over) => {
    expect(() => keyFromJwk({ ...newSigningPair().jwk, ...over })).toThrow();
  });
});
