import { randomUUID } from 'node:crypto';
import { KnownAuthority } from '../../test/known-authority';
import { newSigningPair, signToken, someClaims } from '../../test/token-forge';
import type { KeyVerdict, SessionCheck, SessionVerdict } from '../authority/identity-authority';
import { SigningKeySet } from '../authority/signing-key-set';
import { AccessTokenVerifier } from '../tokens/access-token-verifier';
import { Authenticator } from './authenticator';

const ip = '192.0.2.1';
const key = `sb_${'0123456789abcdef'.repeat(2)}`;
const now = new Date('2026-05-23T10:00:00.000Z');
const pair = newSigningPair();

/** Remembers everything it was ever told, until it is made to forget. */
class RememberingAuthority extends KnownAuthority {
  isForgetful = false;

  override rememberedKey(digest: string): KeyVerdict | undefined {
    return this.isForgetful ? undefined : this.keys.get(digest);
  }

  override rememberedSession({ sessionId }: SessionCheck): SessionVerdict | undefined {
    return this.isForgetful ? undefined : this.sessions.get(sessionId);
  }
}

function setUp() {
  const authority = new RememberingAuthority();
  authority.published = [pair.jwk];
  const clock = { at: now, now: () => clock.at, monotonicMs: () => 0 };
  const keys = new SigningKeySet(authority, clock);
  const authenticator = new Authenticator(authority, new AccessTokenVerifier('data', keys, clock));
  const claims = someClaims(now);
  return { authority, authenticator, clock, keys, claims, token: signToken(claims, pair) };
}

const bearer = (credential: string) => ['Host', 'data', 'Authorization', `Bearer ${credential}`];

describe('what is recognized without asking', () => {
  it('is a key whose verdict is remembered, from its networks alone', () => {
    const { authority, authenticator } = setUp();
    const principal = authority.addKey(key, ['plugins:read'], ['192.0.2.0/24']);
    expect(authenticator.recognize(bearer(key), ip)).toEqual({ principal });
    expect(authenticator.recognize(['X-API-KEY', key], ip)).toEqual({ principal });
    expect(authenticator.recognize(bearer(key), '198.51.100.1')).toBeUndefined();
    authority.isForgetful = true;
    expect(authenticator.recognize(bearer(key), ip)).toBeUndefined();
    expect(authority.asked).toBe(0);
  });

  const holder = { keyId: randomUUID(), serviceAccountId: randomUUID(), teamId: randomUUID() };
  it.each([{ status: 'revoked', holder }, { status: 'unknown' }] as const)('is no key that is $status', (verdict) => {
    const { authority, authenticator } = setUp();
    authority.addKey(key, []);
    for (const digest of authority.keys.keys()) authority.keys.set(digest, verdict);
    expect(authenticator.recognize(bearer(key), ip)).toBeUndefined();
  });

  it('is a token only once it was verified, while its session, its key and its time are good', async () => {
    const { authority, authenticator, clock, keys, claims, token } = setUp();
    const principal = authority.addSession(claims, ['plugins:read']);
    expect(authenticator.recognize(bearer(token), ip)).toBeUndefined();
    await authenticator.authenticate({ rawHeaders: bearer(token), ip });
    const found = { principal, token: { token, claims } };
    expect(authenticator.recognize(bearer(token), ip)).toEqual(found);

    authority.sessions.set(claims.sid, { status: 'ended' });
    expect(authenticator.recognize(bearer(token), ip)).toBeUndefined();
    authority.addSession(claims, ['plugins:read']);
    clock.at = new Date(now.getTime() + 3_700_000);
    expect(authenticator.recognize(bearer(token), ip)).toBeUndefined();
    clock.at = now;
    expect(authenticator.recognize(bearer(token), ip)).toEqual(found);
    keys.drop();
    expect(authenticator.recognize(bearer(token), ip)).toBeUndefined();
  });

  it.each([
    ['nothing', ['Host', 'data']],
    ['two credentials, even of one key', [...bearer(key), 'X-API-Key', `${key}0`]],
    ['something that is no credential', ['Authorization', 'Basic YTpi']],
    ['a header that is called like a member of every object', ['__proto__', key]],
  ])('is not %s', (_what, rawHeaders) => {
    const { authority, authenticator } = setUp();
    authority.addKey(key, []);
    expect(authenticator.recognize(rawHeaders, ip)).toBeUndefined();
  });
});
