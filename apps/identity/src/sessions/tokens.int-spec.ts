import { fakeClock, testInstallation } from '@sentrybox/testing';
import { IdentityApp } from '../../test/identity-app';
import { aKey, aPerson, aSignedInPerson, logIn } from '../../test/people';
import type { SignedInPerson } from '../../test/people';
import { migrations } from '../migrations';
import { SessionPurge } from './session-purge';

interface SessionView {
  readonly id: string;
  readonly name: string;
  readonly is_current: boolean;
}

describe('sessions', () => {
  let one: IdentityApp;
  let other: IdentityApp;
  let person: SignedInPerson;
  const clock = fakeClock();

  beforeAll(async () => {
    const installation = await testInstallation([{ app: 'identity', migrations }]);
    one = await IdentityApp.start({ installation, clock });
    other = await IdentityApp.start({ installation, clock });
  });
  afterAll(async () => {
    await Promise.all([one.stop(), other.stop()]);
    await one.installation.drop();
  });
  beforeEach(async () => {
    person = await aSignedInPerson(one, { role: 'owner' });
  });

  const revoke = (body: unknown, token = person.token) => one.call('POST', '/api/v1/tokens/revoke', { token, body });
  const statusOf = async (token: string) => (await other.call('GET', '/api/v1/users/me', { token })).status;
  async function sessionsOf(token: string): Promise<SessionView[]> {
    return (await one.call('GET', '/api/v1/tokens', { token })).body?.data as unknown as SessionView[];
  }
  async function refusedSoon(token: string): Promise<void> {
    const deadline = Date.now() + 5_000;
    while ((await statusOf(token)) !== 401) {
      if (Date.now() > deadline) throw new Error('The token is still good after 5 s.');
      await new Promise((tick) => setTimeout(tick, 25));
    }
  }

  it('lists the own sessions alone, newest first, and knows the current one', async () => {
    const second = await logIn(one, person);
    await aSignedInPerson(one);
    const sessions = await sessionsOf(person.token);
    expect(sessions.map(({ is_current }) => is_current)).toEqual([false, true]);
    expect(sessions[0]?.name).toBe('127.0.0.1');
    expect((await sessionsOf(second.token)).map(({ is_current }) => is_current)).toEqual([true, false]);
    const page = await one.call('GET', '/api/v1/tokens?limit=1', { token: person.token });
    const cursor = String(page.body?.pagination?.next_cursor);
    const rest = await one.call('GET', `/api/v1/tokens?limit=1&cursor=${cursor}`, { token: person.token });
    expect(rest.body?.data).toMatchObject([{ id: sessions[1]?.id }]);
  });

  it('A11 a revoked session is refused by every replica within 5 s, also by its refresh token', async () => {
    const second = await logIn(one, person);
    expect(await statusOf(second.token)).toBe(200);
    const [newest] = await sessionsOf(person.token);
    expect((await revoke({ token_id: newest?.id })).body?.data).toEqual({ revoked: 1 });
    await refusedSoon(second.token);
    const body = { refresh_token: second.refreshToken };
    expect((await other.call('POST', '/api/v1/auth/refresh', { body })).status).toBe(401);
    expect(await statusOf(person.token)).toBe(200);
    expect((await revoke({ token_id: newest?.id })).status).toBe(404);
  });

  it('A11 logging out everywhere ends all, or all but the one that asks', async () => {
    const tokens = [(await logIn(one, person)).token, (await logIn(other, person)).token];
    expect((await revoke({ all: 'others' })).body?.data).toEqual({ revoked: 2 });
    for (const token of tokens) await refusedSoon(token);
    expect(await statusOf(person.token)).toBe(200);
    const { token } = await logIn(one, person);
    expect((await revoke({ all: 'sessions' })).body?.data).toEqual({ revoked: 2 });
    for (const ended of [person.token, token]) await refusedSoon(ended);
  });

  it('A11 stays refused after Redis has forgotten everything', async () => {
    const second = await logIn(one, person);
    await revoke({ all: 'others' });
    await refusedSoon(second.token);
    await one.installation.redis.flush();
    expect(await statusOf(second.token)).toBe(401);
  });

  it('A08 a session of somebody else is as unknown as any', async () => {
    const stranger = await aSignedInPerson(one);
    const [foreign] = await sessionsOf(stranger.token);
    const refused = await revoke({ token_id: foreign?.id });
    const unknown = await revoke({ token_id: '019a1b2c-0000-7000-8000-0000000000ff' });
    expect([refused.status, unknown.status]).toEqual([404, 404]);
    expect(refused.body?.message).toBe(unknown.body?.message);
    expect(await statusOf(stranger.token)).toBe(200);
  });

  it('an admin of the platform ends the sessions of anybody; nobody else does', async () => {
    const admin = await aSignedInPerson(one, { platformRole: 'admin' });
    const path = `/api/v1/users/${person.id}/tokens/revoke`;
    expect((await one.call('POST', path, { token: (await aSignedInPerson(one)).token })).status).toBe(403);
    expect((await one.call('POST', path)).status).toBe(401);
    expect((await one.call('POST', path, { token: admin.token })).body?.data).toEqual({ revoked: 1 });
    await refusedSoon(person.token);
    const nobody = '/api/v1/users/019a1b2c-0000-7000-8000-0000000000ff/tokens/revoke';
    expect((await one.call('POST', nobody, { token: admin.token })).status).toBe(404);
  });

  it.each([
    [{}],
    [{ token_id: 'x' }],
    [{ all: true }],
    [{ all: 'sessions', token_id: '019a1b2c-0000-7000-8000-0000000000ff' }],
    [{ all: 'others', colour: 'red' }],
    ['x'.repeat(300_000)],
  ])('refuses %j', async (body) => {
    expect([400, 413]).toContain((await revoke(body)).status);
  });

  it('I13 revocations are in the audit log', async () => {
    await logIn(one, person);
    await revoke({ all: 'others' });
    const rows = await one.database.query(
      `SELECT actor_id, object_id, details FROM audit.event WHERE action = 'authn_sessions_revoked' AND team_id = $1`,
      [person.teamId],
    );
    expect(rows).toEqual([{ actor_id: person.id, object_id: person.id, details: { sessions: 1 } }]);
  });

  it('says of a token whether it is good, and of a bad one nothing else', async () => {
    const { key } = await aKey(one, person.token, { scopes: ['teams:read'] });
    const validate = async (token: string) =>
      (await one.call('POST', '/api/v1/auth/validate', { token: person.token, body: { token } })).body?.data;
    expect(await validate(person.token)).toMatchObject({ active: true, kind: 'user', subject: person.id });
    expect(await validate(key)).toMatchObject({ active: true, kind: 'api_key', permissions: ['teams:read'] });
    const second = await logIn(one, person);
    await revoke({ all: 'others' });
    for (const bad of [second.token, `${person.token}x`, 'x', `sb_${'0'.repeat(32)}`, 'a b', 'é']) {
      expect(await validate(bad)).toEqual({ active: false });
    }
    expect((await one.call('POST', '/api/v1/auth/validate', { body: { token: person.token } })).status).toBe(401);
  });

  it('removes sessions that ran out a month ago, and only those', async () => {
    const before = await aPerson(one);
    await logIn(one, before);
    await one.database.query(
      `UPDATE identity.session SET expires_at = $2::timestamptz - interval '31 days' WHERE user_id = $1`,
      [before.id, clock.now()],
    );
    expect(await one.running.nest.get(SessionPurge).purge()).toBe(1);
    expect(await statusOf(person.token)).toBe(200);
  });
});
