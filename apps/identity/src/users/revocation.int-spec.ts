import type { RunningApp } from '@sentrybox/testing';
import { startAskingApp } from '../../test/asking-app';
import { IdentityApp } from '../../test/identity-app';
import type { Person, SignedInPerson, Tokens } from '../../test/people';
import { aKey, aPerson, aSignedInPerson, logIn } from '../../test/people';

const maxDelayMs = 5_000;

describe('A11 changed rights, on two replicas of another service that have them in memory', () => {
  let identity: IdentityApp;
  let replicas: RunningApp[];
  let admin: SignedInPerson;
  let person: Person;
  let tokens: Tokens;

  beforeAll(async () => {
    identity = await IdentityApp.start();
    replicas = [await startAskingApp(identity.installation), await startAskingApp(identity.installation)];
    admin = await aSignedInPerson(identity, { platformRole: 'admin', role: 'owner' });
  });
  beforeEach(async () => {
    person = await aPerson(identity, { teamId: admin.teamId, role: 'member' });
    tokens = await logIn(identity, person);
    for (const replica of replicas) expect(await ask(replica, tokens.token)).toMatchObject({ status: 200 });
  });
  afterAll(async () => {
    for (const replica of replicas) await replica.close();
    await identity.stop();
  });

  const ask = (replica: RunningApp, token: string) => replica.request('GET', '/api/v1/plugins', { token });
  const change = (method: string, path: string, body?: unknown) =>
    identity.call(method, path, { token: admin.token, body });

  /** Milliseconds until every replica refuses the token. */
  async function refusedAfter(token: string): Promise<number> {
    const startedAt = performance.now();
    for (const replica of replicas) {
      while ((await ask(replica, token)).status === 200) {
        if (performance.now() - startedAt > 2 * maxDelayMs) return Infinity;
      }
    }
    return performance.now() - startedAt;
  }

  async function refreshed(): Promise<{ status: number; token: string }> {
    const body = { refresh_token: tokens.refreshToken };
    const answer = await identity.call('POST', '/api/v1/auth/refresh', { body });
    return { status: answer.status, token: answer.status === 200 ? (answer.body?.data.token ?? '') : '' };
  }

  const changes: [string, () => Promise<{ status: number }>, number][] = [
    ['role', () => change('PATCH', `/api/v1/users/${person.id}`, { role: 'viewer' }), 200],
    ['grant', () => change('PATCH', `/api/v1/users/${person.id}`, { permissions: ['sources:write'] }), 200],
    [
      'role in the team',
      () => change('PATCH', `/api/v1/teams/${admin.teamId}/members/${person.id}`, { role: 'viewer' }),
      200,
    ],
    ['suspension', () => change('PATCH', `/api/v1/users/${person.id}`, { status: 'suspended' }), 401],
    ['removal from the team', () => change('DELETE', `/api/v1/teams/${admin.teamId}/members/${person.id}`), 401],
    ['deletion', () => change('DELETE', `/api/v1/users/${person.id}`), 401],
  ];

  it.each(changes)('end the token within 5 s, also after Redis forgot everything: %s', async (_name, make, refresh) => {
    expect((await make()).status).toBeLessThan(300);
    expect(await refusedAfter(tokens.token)).toBeLessThan(maxDelayMs);
    await identity.installation.redis.flush();
    for (const replica of replicas) expect(await ask(replica, tokens.token)).toMatchObject({ status: 401 });
    // A changed right is taken up by the next token; whoever may not act any more gets none.
    expect((await refreshed()).status).toBe(refresh);
  });

  it('end the token within 5 s of a password reset, and the session with it', async () => {
    const made = await change('POST', `/api/v1/users/${person.id}/password-reset`);
    const body = { token: made.body?.data.token, new_password: 'correct horse battery' };
    expect((await identity.call('POST', '/api/v1/auth/password-reset', { body })).status).toBe(204);
    expect(await refusedAfter(tokens.token)).toBeLessThan(maxDelayMs);
    expect((await refreshed()).status).toBe(401);
  });

  it('end the API keys that a deleted user made within 5 s', async () => {
    const maker = await aSignedInPerson(identity, { teamId: admin.teamId, role: 'admin' });
    const { key } = await aKey(identity, maker.token);
    const asKey = (replica: RunningApp) => replica.request('GET', '/api/v1/plugins', { key });
    for (const replica of replicas) expect(await asKey(replica)).toMatchObject({ status: 200 });
    await change('DELETE', `/api/v1/users/${maker.id}`);
    const startedAt = performance.now();
    for (const replica of replicas) {
      while ((await asKey(replica)).status === 200) expect(performance.now() - startedAt).toBeLessThan(maxDelayMs);
      expect(await asKey(replica)).toMatchObject({ status: 401, body: { error: 'revoked_api_key' } });
    }
  });

  it('are what the next token carries', async () => {
    await change('PATCH', `/api/v1/teams/${admin.teamId}/members/${person.id}`, { role: 'viewer' });
    const { token } = await refreshed();
    const [replica] = replicas;
    if (replica === undefined) throw new Error('There is no replica.');
    const { body } = await ask(replica, token);
    expect((body as { permissions: string[] }).permissions).not.toContain('analyses:run');
  });
});
