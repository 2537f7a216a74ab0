import type { RunningApp } from '@sentrybox/testing';
import { fakeClock } from '@sentrybox/testing';
import { startAskingApp } from '../../test/asking-app';
import { IdentityApp } from '../../test/identity-app';
import { aKey, aPerson, logIn } from '../../test/people';

const maxDelayMs = 5_000;

describe('another service, which asks identity', () => {
  let identity: IdentityApp;
  let other: RunningApp;
  /** A second replica, whose memory nobody warms but the spec. */
  let replica: RunningApp;

  beforeAll(async () => {
    identity = await IdentityApp.start();
    other = await startAskingApp(identity.installation);
    replica = await startAskingApp(identity.installation);
  });
  afterAll(async () => {
    await other.close();
    await replica.close();
    await identity.stop();
  });

  const plugins = (app: RunningApp, credential: { key?: string; token?: string }) =>
    app.request('GET', '/api/v1/plugins', credential);

  /** Milliseconds until both replicas refuse the credential; both have it in memory when this is called. */
  async function refusedAfter(credential: { key?: string; token?: string }): Promise<number> {
    const startedAt = performance.now();
    for (const app of [other, replica]) {
      while ((await plugins(app, credential)).status === 200) {
        if (performance.now() - startedAt > 2 * maxDelayMs) return Infinity;
      }
    }
    return performance.now() - startedAt;
  }

  async function warm(credential: { key?: string; token?: string }): Promise<void> {
    for (const app of [other, replica]) expect(await plugins(app, credential)).toMatchObject({ status: 200 });
  }

  it('accepts a key in its team, with no more than its scopes', async () => {
    const person = await aPerson(identity);
    const { token } = await logIn(identity, person);
    const { key } = await aKey(identity, token, { scopes: ['plugins:read', 'analyses:read'] });
    const answer = await plugins(other, { key });
    expect(answer).toMatchObject({
      status: 200,
      body: { team: person.teamId, permissions: ['plugins:read', 'analyses:read'] },
    });
  });

  it('accepts an access token in its team', async () => {
    const person = await aPerson(identity, { role: 'viewer' });
    const { token } = await logIn(identity, person);
    expect(await plugins(other, { token })).toMatchObject({ status: 200, body: { team: person.teamId } });
  });

  it('I12 A11 refuses a revoked key as revoked, on replicas that had it in memory, within 5 s', async () => {
    const { token } = await logIn(identity, await aPerson(identity));
    const { id, key, accountId } = await aKey(identity, token);
    await warm({ key });
    const revoked = await identity.call('DELETE', `/api/v1/service-accounts/${accountId}/api-keys/${id}`, { token });
    expect(revoked.status).toBe(204);
    expect(await refusedAfter({ key })).toBeLessThan(maxDelayMs);
    expect(await plugins(other, { key })).toMatchObject({ status: 401, body: { error: 'revoked_api_key' } });
  });

  it('I13 records in its team who tried a revoked key', async () => {
    const person = await aPerson(identity);
    const { token } = await logIn(identity, person);
    const { id, key, accountId } = await aKey(identity, token);
    await identity.call('DELETE', `/api/v1/service-accounts/${accountId}/api-keys/${id}`, { token });

    expect((await identity.call('GET', '/api/v1/service-accounts', { key })).status).toBe(401);
    const rows = await identity.database.query(
      `SELECT team_id, actor_id, details->>'reason' AS reason FROM audit.event
       WHERE action = 'authn_credential_fail' AND details->>'key_id' = $1`,
      [id],
    );
    expect(rows).toEqual([{ team_id: person.teamId, actor_id: accountId, reason: 'revoked_key' }]);
  });

  it('A11 refuses the keys of a deleted service account within 5 s', async () => {
    const { token } = await logIn(identity, await aPerson(identity));
    const { key, accountId } = await aKey(identity, token);
    await warm({ key });
    await identity.call('DELETE', `/api/v1/service-accounts/${accountId}`, { token });
    expect(await refusedAfter({ key })).toBeLessThan(maxDelayMs);
    expect(await plugins(other, { key })).toMatchObject({ status: 401, body: { error: 'revoked_api_key' } });
  });

  it('A11 refuses a token within 5 s of logout, and still after Redis forgot everything', async () => {
    const { token } = await logIn(identity, await aPerson(identity));
    await warm({ token });
    await identity.call('POST', '/api/v1/auth/logout', { token });
    expect(await refusedAfter({ token })).toBeLessThan(maxDelayMs);
    await identity.installation.redis.flush();
    expect(await plugins(replica, { token })).toMatchObject({ status: 401, body: { error: 'invalid_api_key' } });
  });

  it('A11 refuses every token of a user within 5 s of a password change', async () => {
    const person = await aPerson(identity);
    const [one, two] = [await logIn(identity, person), await logIn(identity, person)];
    await warm({ token: two.token });
    const body = { current_password: person.password, new_password: 'correct horse battery staple' };
    await identity.call('PUT', '/api/v1/users/me/password', { token: one.token, body });
    expect(await refusedAfter({ token: two.token })).toBeLessThan(maxDelayMs);
    expect(await plugins(other, { token: one.token })).toMatchObject({ status: 401 });
  });

  it('A11 refuses a suspended user within 5 s although nobody announced it', async () => {
    const person = await aPerson(identity);
    const { token } = await logIn(identity, person);
    await warm({ token });
    await identity.database.query(`UPDATE identity.user SET status = 'suspended' WHERE id = $1`, [person.id]);
    expect(await refusedAfter({ token })).toBeLessThan(maxDelayMs + 500);
  }, 15_000);

  it('answers invalid_api_key to a key that nobody ever made', async () => {
    const answer = await plugins(other, { key: `sb_${'0'.repeat(32)}` });
    expect(answer).toMatchObject({ status: 401, body: { error: 'invalid_api_key' } });
  });
});

describe('expiry', () => {
  it('I12 answers invalid_api_key to an expired key, I07 ends a session at its absolute age', async () => {
    const clock = fakeClock(new Date());
    const identity = await IdentityApp.start({ clock });
    const other = await startAskingApp(identity.installation, clock);
    try {
      const { token, refreshToken } = await logIn(identity, await aPerson(identity));
      const { key } = await aKey(identity, token, { expiresAt: new Date(clock.now().getTime() + 600_000) });
      expect(await other.request('GET', '/api/v1/plugins', { key })).toMatchObject({ status: 200 });
      clock.advance(600_000);
      const expired = await other.request('GET', '/api/v1/plugins', { key });
      expect(expired).toMatchObject({ status: 401, body: { error: 'invalid_api_key' } });

      let current = refreshToken;
      const refresh = async (): Promise<number> => {
        const { status, body } = await identity.call('POST', '/api/v1/auth/refresh', {
          body: { refresh_token: current },
        });
        if (status === 200) current = body?.data.refresh_token ?? '';
        return status;
      };
      // 59 minutes at a time, up to 2 minutes before the twelfth hour.
      expect(await refresh()).toBe(200);
      for (let turn = 1; turn <= 12; turn += 1) {
        clock.advance(3_540_000);
        expect(await refresh()).toBe(200);
      }
      clock.advance(121_000);
      expect(await refresh()).toBe(401);
    } finally {
      await other.close();
      await identity.stop();
    }
  });

  it('A04 tolerates a service whose clock is 29 s off and none that is 31 s off, at both ends of a token', async () => {
    const identity = await IdentityApp.start();
    const { token } = await logIn(identity, await aPerson(identity));
    const payload = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as { iat: number };
    try {
      const statuses: [number, number][] = [];
      for (const seconds of [-31, -29, 3_600 + 29, 3_600 + 31]) {
        const clock = fakeClock(new Date((payload.iat + seconds) * 1_000));
        const other = await startAskingApp(identity.installation, clock);
        statuses.push([seconds, (await other.request('GET', '/api/v1/plugins', { token })).status]);
        await other.close();
      }
      expect(statuses).toEqual([
        [-31, 401],
        [-29, 200],
        [3_629, 200],
        [3_631, 401],
      ]);
    } finally {
      await identity.stop();
    }
  });

  it('I06 ends the session when an access token comes back for exchange that was exchanged before', async () => {
    const clock = fakeClock(new Date());
    const identity = await IdentityApp.start({ clock });
    try {
      const { token } = await logIn(identity, await aPerson(identity));
      const next = await identity.call('POST', '/api/v1/auth/refresh', { token });
      const fresh = next.body?.data.token ?? '';
      clock.advance(10_001);
      expect((await identity.call('GET', '/api/v1/users/me', { token: fresh })).status).toBe(200);
      expect((await identity.call('POST', '/api/v1/auth/refresh', { token })).status).toBe(401);
      expect((await identity.call('GET', '/api/v1/users/me', { token: fresh })).status).toBe(401);
    } finally {
      await identity.stop();
    }
  });

  it('ends an unused session after its idle time', async () => {
    const clock = fakeClock(new Date());
    const identity = await IdentityApp.start({ clock });
    try {
      const { refreshToken } = await logIn(identity, await aPerson(identity));
      clock.advance(3_600_001);
      const late = await identity.call('POST', '/api/v1/auth/refresh', { body: { refresh_token: refreshToken } });
      expect(late.status).toBe(401);
    } finally {
      await identity.stop();
    }
  });
});

it('A12 answers 503 with Retry-After, never 200, while identity is away', async () => {
  const identity = await IdentityApp.start();
  const other = await startAskingApp(identity.installation);
  try {
    const { token } = await logIn(identity, await aPerson(identity));
    const { key } = await aKey(identity, token);
    await identity.running.close();
    const answer = await other.request('GET', '/api/v1/plugins', { key });
    expect(answer).toMatchObject({ status: 503, body: { error: 'unavailable' } });
    expect(answer.headers.get('retry-after')).toBe('1');
  } finally {
    await other.close();
    await identity.installation.drop();
  }
}, 15_000);
