import type { KeyObject } from 'node:crypto';
import { forgedTokens } from '../../test/forged-tokens';
import { newSigningPair, signToken, someClaims } from '../../test/token-forge';
import type { VerificationKeys } from './access-token-verifier';
import { AccessTokenVerifier } from './access-token-verifier';

const now = new Date('2026-05-23T10:00:00.000Z');
const pair = newSigningPair();

function keysOf(...pairs: { kid: string; publicKey: KeyObject }[]): VerificationKeys {
  const known = new Map(pairs.map(({ kid, publicKey }) => [kid, publicKey]));
  return { keyOf: (kid) => Promise.resolve(known.get(kid)), rememberedKeyOf: (kid) => known.get(kid) };
}

function verifierAt(at: Date, keys = keysOf(pair)): AccessTokenVerifier {
  return new AccessTokenVerifier('data', keys, { now: () => at });
}

describe('AccessTokenVerifier', () => {
  it('answers the claims of a token that is in order, again from memory', async () => {
    const claims = someClaims(now);
    const verifier = verifierAt(now);
    const token = signToken(claims, pair);
    expect(verifier.remember(token)).toBeUndefined();
    await expect(verifier.verify(token)).resolves.toEqual(claims);
    await expect(verifier.verify(token)).resolves.toEqual(claims);
    expect(verifier.remember(token)).toEqual(claims);
  });

  describe('A02 refuses a token with', () => {
    it.each(forgedTokens(someClaims(now), pair, 'http://127.0.0.1:9'))('%s', async (_name, token) => {
      await expect(verifierAt(now).verify(token)).resolves.toBeUndefined();
    });
  });

  it('A03 accepts no second spelling of a token it has just accepted', async () => {
    const verifier = verifierAt(now);
    const token = signToken(someClaims(now), pair);
    await verifier.verify(token);
    for (const spelling of [
      `${token}=`,
      ` ${token}`,
      `${token}\n`,
      token.replace('.', '=.'),
      token.replace('.', ' .'),
    ]) {
      await expect(verifier.verify(spelling)).resolves.toBeUndefined();
      expect(verifier.remember(spelling)).toBeUndefined();
    }
  });

  it('A03 refuses stray bits at the end of a part', async () => {
    const token = signToken(someClaims(now), pair);
    const last = token.at(-1) ?? '';
    // 64 bytes leave four unused bits in the last character: 15 other characters decode to the same bytes.
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    const twin = alphabet[alphabet.indexOf(last) ^ 1] ?? '';
    await expect(verifierAt(now).verify(`${token.slice(0, -1)}${twin}`)).resolves.toBeUndefined();
  });

  it('A04 tolerates a clock that is 30 s off and no more', async () => {
    const claims = someClaims(now);
    const token = signToken(claims, pair);
    const at = (seconds: number): AccessTokenVerifier => verifierAt(new Date(seconds * 1_000));
    await expect(at(claims.exp + 29).verify(token)).resolves.toEqual(claims);
    await expect(at(claims.exp + 31).verify(token)).resolves.toBeUndefined();
    await expect(at(claims.nbf - 29).verify(token)).resolves.toEqual(claims);
    await expect(at(claims.nbf - 31).verify(token)).resolves.toBeUndefined();
  });

  it('forgets what it verified when the key is no longer published', async () => {
    let published = [pair];
    const find = (kid: string) => published.find((known) => known.kid === kid)?.publicKey;
    const keys: VerificationKeys = { keyOf: (kid) => Promise.resolve(find(kid)), rememberedKeyOf: find };
    const verifier = verifierAt(now, keys);
    const token = signToken(someClaims(now), pair);
    await expect(verifier.verify(token)).resolves.toBeDefined();
    published = [];
    expect(verifier.remember(token)).toBeUndefined();
    await expect(verifier.verify(token)).resolves.toBeUndefined();
  });

  it('checks the time of a remembered token again', async () => {
    let time = now;
    const verifier = new AccessTokenVerifier('data', keysOf(pair), { now: () => time });
    const token = signToken(someClaims(now), pair);
    await expect(verifier.verify(token)).resolves.toBeDefined();
    time = new Date(now.getTime() + 3_700_000);
    expect(verifier.remember(token)).toBeUndefined();
    await expect(verifier.verify(token)).resolves.toBeUndefined();
  });
});
