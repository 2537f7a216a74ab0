import { randomUUID } from 'node:crypto';
import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { INestApplication } from '@nestjs/common';
import { Module } from '@nestjs/common';
import { forgedTokens } from '../../test/forged-tokens';
import { KnownAuthority } from '../../test/known-authority';
import { startProbeApp } from '../../test/probe-app';
import { newSigningPair, signToken, someClaims } from '../../test/token-forge';
import { AuthModule } from '../auth.module';
import { digestOfApiKey } from '../credentials/api-key';

const pair = newSigningPair();
const authority = new KnownAuthority();
authority.published = [pair.jwk];

@Module({ providers: [{ provide: KnownAuthority, useValue: authority }], exports: [KnownAuthority] })
class KnownModule {}

const key = `sb_${'0123456789abcdef'.repeat(2)}`;
const otherKey = `sb_${'fedcba9876543210'.repeat(2)}`;
const invalid = { status: 401, error: 'Unauthorized', code: 'unauthorized' };

describe('AuthGuard', () => {
  let app: INestApplication;
  let url: string;
  let canary: Server;
  let canaryUrl: string;
  let canaryHits = 0;

  beforeAll(async () => {
    canary = createServer((_request, response) => {
      canaryHits += 1;
      response.end();
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => canary.once('listening', resolve));
    canaryUrl = `http://127.0.0.1:${String((canary.address() as AddressInfo).port)}`;
    const imports = [
      AuthModule.forApp({ app: 'data', authority: { imports: [KnownModule], useExisting: KnownAuthority } }),
    ];
    ({ app, url } = await startProbeApp({ app: 'data', imports }));
  });
  afterAll(async () => {
    await app.close();
    canary.close();
  });

  async function call(path: string, headers: Record<string, string> = {}, method = 'GET') {
    const answer = await fetch(`${url}${path}`, { method, headers });
    const body = (await answer.json()) as { who?: string; error?: string; message?: string; detail?: string };
    return { ...body, status: answer.status, code: answer.headers.get('x-error-code') };
  }

  function tokenFor(permissions: Parameters<KnownAuthority['addSession']>[1], mustChange = false) {
    const claims = someClaims(new Date());
    const principal = authority.addSession(claims, permissions, mustChange);
    return { claims, principal, headers: { authorization: `Bearer ${signToken(claims, pair)}` } };
  }

  it('lets an anonymous caller on a public route only', async () => {
    await expect(call('/api/v1/open')).resolves.toMatchObject({ status: 200, who: 'anonymous' });
    await expect(call('/api/v1/any')).resolves.toMatchObject({ ...invalid, message: 'Authentication required' });
  });

  it('calls a missing or bad credential invalid_api_key on the paths of the analysis API', async () => {
    const all: Record<string, string>[] = [{}, { 'x-api-key': otherKey }, { authorization: 'Bearer a.b.c' }];
    for (const headers of all) {
      await expect(call('/api/v1/plugins', headers)).resolves.toMatchObject({ status: 401, error: 'invalid_api_key' });
    }
  });

  it('tells a revoked key from an unknown one', async () => {
    const revoked = `sb_00112233445566778899aabbccddeeff`;
    const holder = { keyId: randomUUID(), serviceAccountId: randomUUID(), teamId: randomUUID() };
    authority.keys.set(digestOfApiKey(revoked), { status: 'revoked', holder });
    await expect(call('/api/v1/plugins', { 'x-api-key': revoked })).resolves.toMatchObject({
      status: 401,
      error: 'revoked_api_key',
    });
    await expect(call('/api/v1/any', { 'x-api-key': revoked })).resolves.toMatchObject({
      status: 401,
      error: 'Unauthorized',
    });
  });

  it.each([
    ['Authorization: Bearer', { authorization: `Bearer ${key}` }],
    ['authorization: bearer', { authorization: `bearer ${key}` }],
    ['X-API-Key', { 'x-api-key': key }],
    ['both, the same key', { authorization: `Bearer ${key}`, 'x-api-key': key }],
  ])('A05 accepts a key as %s', async (_name, headers) => {
    const { keyId } = authority.addKey(key, ['plugins:read']);
    await expect(call('/api/v1/plugins', headers)).resolves.toMatchObject({ status: 200, who: keyId });
  });

  it('A05 refuses two credentials of different subjects', async () => {
    authority.addKey(key, ['plugins:read']);
    authority.addKey(otherKey, ['plugins:read']);
    const { headers } = tokenFor(['plugins:read']);
    await expect(call('/api/v1/any', { ...headers, 'x-api-key': key })).resolves.toMatchObject({ status: 400 });
    await expect(call('/api/v1/any', { authorization: `Bearer ${otherKey}`, 'x-api-key': key })).resolves.toMatchObject(
      { status: 400 },
    );
    await expect(call('/api/v1/plugins', { ...headers, 'x-api-key': key })).resolves.toMatchObject({
      error: 'invalid_request',
    });
  });

  it('A05 refuses a bad credential beside a good one', async () => {
    authority.addKey(key, ['plugins:read']);
    await expect(call('/api/v1/any', { authorization: 'Bearer a.b.c', 'x-api-key': key })).resolves.toMatchObject(
      invalid,
    );
  });

  it.each([
    ['Basic', { authorization: 'Basic YTpi' }],
    ['no scheme', { authorization: key }],
    ['an empty Bearer', { authorization: 'Bearer' }],
    ['a key in upper case', { 'x-api-key': key.toUpperCase() }],
    ['a key that is too short', { 'x-api-key': key.slice(0, -1) }],
    ['a token as API key', { 'x-api-key': 'a.b.c' }],
    ['an empty API key', { 'x-api-key': '' }],
  ])('answers 401 to %s, on public routes too', async (_name, headers) => {
    await expect(call('/api/v1/any', headers)).resolves.toMatchObject(invalid);
    await expect(call('/api/v1/open', headers)).resolves.toMatchObject(invalid);
  });

  it('A06 holds the scopes of a key whatever header carries it', async () => {
    authority.addKey(key, ['plugins:read']);
    const all: Record<string, string>[] = [
      { 'x-api-key': key },
      { 'X-API-KEY': key },
      { authorization: `Bearer ${key}` },
    ];
    for (const headers of all) {
      await expect(call('/api/v1/things', headers, 'POST')).resolves.toMatchObject({ status: 403, error: 'Forbidden' });
    }
  });

  it('A06 holds the networks of a key', async () => {
    authority.addKey(key, ['plugins:read'], ['10.0.0.0/8']);
    await expect(call('/api/v1/any', { 'x-api-key': key })).resolves.toMatchObject({ status: 403 });
    const { keyId } = authority.addKey(key, ['plugins:read'], ['10.0.0.0/8', '127.0.0.0/8']);
    await expect(call('/api/v1/any', { 'x-api-key': key })).resolves.toMatchObject({ status: 200, who: keyId });
  });

  it('A07 ignores identity headers', async () => {
    const { principal, headers } = tokenFor([]);
    const forged = {
      'x-user-id': 'root',
      'x-team-id': 'root',
      'x-role': 'admin',
      'x-forwarded-user': 'root',
      'x-original-url': '/api/v1/open',
      'x-http-method-override': 'GET',
    };
    await expect(call('/api/v1/any', forged)).resolves.toMatchObject(invalid);
    await expect(call('/api/v1/things', { ...forged, ...headers }, 'POST')).resolves.toMatchObject({ status: 403 });
    await expect(call('/api/v1/any', { ...forged, ...headers })).resolves.toMatchObject({ who: principal.userId });
  });

  it('lets a user with a one-time password on the routes that say so only', async () => {
    const { headers, principal } = tokenFor(['plugins:read', 'indicators:write'], true);
    await expect(call('/api/v1/own', headers)).resolves.toMatchObject({ status: 200, who: principal.userId });
    for (const path of ['/api/v1/any', '/api/v1/plugins']) {
      await expect(call(path, headers)).resolves.toMatchObject({ status: 403 });
    }
  });

  it('A12 answers 503, never 200 or 401, when identity does not answer', async () => {
    const { headers } = tokenFor([]);
    authority.isAway = true;
    try {
      await expect(call('/api/v1/any', { 'x-api-key': key })).resolves.toMatchObject({
        status: 503,
        code: 'unavailable',
      });
      await expect(call('/api/v1/any', headers)).resolves.toMatchObject({ status: 503, code: 'unavailable' });
      await expect(call('/api/v1/open')).resolves.toMatchObject({ status: 200 });
    } finally {
      authority.isAway = false;
    }
  });

  describe('A02 answers 401 with one body to a token with', () => {
    const claims = someClaims(new Date());
    beforeAll(async () => {
      authority.addSession(claims, ['plugins:read']);
      const good = await call('/api/v1/any', { authorization: `Bearer ${signToken(claims, pair)}` });
      expect(good).toMatchObject({ status: 200, who: claims.sub }); // so that each refusal below has its own reason
    });
    const names = forgedTokens(claims, pair, '').map(([name]) => name);
    it.each(names)('%s', async (name) => {
      const token = forgedTokens(claims, pair, canaryUrl).find(([one]) => one === name)?.[1] ?? '';
      const answer = await call('/api/v1/any', { authorization: `Bearer ${token}` });
      const isOverHeaderLimit = token.length > 15_000; // refused before any guard
      expect(answer).toMatchObject(
        isOverHeaderLimit ? { status: 431 } : { ...invalid, message: 'Invalid or expired token' },
      );
      expect(canaryHits).toBe(0);
    });
  });

  it('A02 answers 401 to a good token of a session that ended', async () => {
    const { claims, headers } = tokenFor([]);
    authority.sessions.set(claims.sid, { status: 'ended' });
    await expect(call('/api/v1/any', headers)).resolves.toMatchObject({
      ...invalid,
      message: 'Invalid or expired token',
    });
  });
});
