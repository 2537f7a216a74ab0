import { hash } from '@node-rs/argon2';
import { permissions } from '@sentrybox/contracts';
import { IdentityApp } from '../../test/identity-app';
import type { Person } from '../../test/people';
import { aKey, aPerson, aServiceAccount, logIn } from '../../test/people';

describe('the own user', () => {
  let identity: IdentityApp;
  beforeAll(async () => {
    identity = await IdentityApp.start();
  });
  afterAll(async () => {
    await identity.stop();
  });

  const own = ['/api/v1/users/me', '/api/v1/teams', '/api/v1/permissions'];

  it('shows profile, teams and what the token may do', async () => {
    const person = await aPerson(identity, { role: 'viewer' });
    const { token } = await logIn(identity, person);
    const { status, body } = await identity.call('GET', '/api/v1/users/me', { token });
    expect(status).toBe(200);
    expect(body).toEqual({
      data: {
        id: person.id,
        email: person.email,
        full_name: 'Test Person',
        role: 'analyst',
        status: 'active',
        teams: [{ id: person.teamId, name: expect.any(String) as string, role: 'viewer' }],
        team_id: person.teamId,
        effective_permissions: expect.arrayContaining(['profile:read']) as string[],
        permissions: [],
        settings: {},
        must_change_password: false,
        created_at: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/) as string,
        updated_at: expect.any(String) as string,
        last_login: expect.any(String) as string,
      },
      status: 'success',
    });
    expect(JSON.stringify(body)).not.toMatch(/hash|argon2|token_version/);
  });

  it('lists every permission by its verb', async () => {
    const { token } = await logIn(identity, await aPerson(identity));
    const { body } = await identity.call('GET', '/api/v1/permissions', { token });
    const listed = Object.values((body as unknown as { data: Record<string, string[]> }).data).flat();
    expect(listed.sort()).toEqual([...permissions].sort());
  });

  it.each(own)('%s answers 401 without a credential and 400 to an unknown parameter', async (path) => {
    const { token } = await logIn(identity, await aPerson(identity));
    expect((await identity.call('GET', path)).status).toBe(401);
    expect((await identity.call('GET', `${path}?admin=true`, { token })).status).toBe(400);
  });

  it('answers 403 to a service account on routes about a user', async () => {
    const { token } = await logIn(identity, await aPerson(identity));
    const accountId = await aServiceAccount(identity, token, 'admin');
    const scopes = ['profile:read', 'profile:write', 'sessions:write', 'teams:read'];
    const { key } = await aKey(identity, token, { accountId, scopes });
    const attempts: [string, string, unknown][] = [
      ['GET', '/api/v1/users/me', undefined],
      ['GET', '/api/v1/teams', undefined],
      ['POST', '/api/v1/auth/logout', undefined],
      ['POST', '/api/v1/auth/switch-team', { team_id: accountId }],
      ['PUT', '/api/v1/users/me/password', { current_password: 'x', new_password: 'y' }],
    ];
    for (const [method, path, body] of attempts) {
      expect([path, (await identity.call(method, path, { key, body })).status]).toEqual([path, 403]);
    }
  });

  describe('password', () => {
    const good = 'correct horse battery staple';
    const change = (token: string, current: string, next: string) =>
      identity.call('PUT', '/api/v1/users/me/password', {
        token,
        body: { current_password: current, new_password: next },
      });

    it('is changed, ends every session and answers a fresh one', async () => {
      const person = await aPerson(identity);
      const [one, two] = [await logIn(identity, person), await logIn(identity, person)];
      const { status, body } = await change(one.token, person.password, good);
      expect(status).toBe(200);
      for (const token of [one.token, two.token]) {
        expect((await identity.call('GET', '/api/v1/users/me', { token })).status).toBe(401);
      }
      const fresh = body?.data.token ?? '';
      expect((await identity.call('GET', '/api/v1/users/me', { token: fresh })).status).toBe(200);
      const login = (password: string) =>
        identity.call('POST', '/api/v1/auth/login', { body: { email: person.email, password } });
      expect([(await login(person.password)).status, (await login(good)).status]).toEqual([401, 200]);
    });

    it('is stored as argon2id with the parameters of I02', async () => {
      const person = await aPerson(identity);
      await change((await logIn(identity, person)).token, person.password, good);
      const [row] = await identity.database.query<{ hash: string }>(
        'SELECT password_hash AS hash FROM identity.user WHERE id = $1',
        [person.id],
      );
      expect(row?.hash.startsWith('$argon2id$v=19$m=19456,t=2,p=1$')).toBe(true);
    });

    it('I02 is hashed again at the next login when the parameters rose', async () => {
      const person = await aPerson(identity);
      const old = await hash(person.password, { memoryCost: 8_192, timeCost: 1, parallelism: 1 });
      await identity.database.query('UPDATE identity.user SET password_hash = $2 WHERE id = $1', [person.id, old]);
      await logIn(identity, person);
      const [row] = await identity.database.query<{ hash: string }>(
        'SELECT password_hash AS hash FROM identity.user WHERE id = $1',
        [person.id],
      );
      expect(row?.hash).toContain('m=19456,t=2,p=1');
      await expect(logIn(identity, person)).resolves.toBeDefined();
    });

    it.each([
      ['the wrong current one', 'not it', good, 'wrong_password'],
      ['7 characters', '', 'a1b2c3d', 'weak_password'],
      ['129 characters', '', 'ab1'.repeat(43), 'weak_password'],
      ['the sample of the published document', '', 'password123', 'weak_password'],
      ['the name of the product', '', 'my-sentrybox-1', 'weak_password'],
    ])('I01 refuses %s', async (_name, current, next, code) => {
      const person = await aPerson(identity);
      const { token } = await logIn(identity, person);
      const answer = await change(token, current === '' ? person.password : current, next);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('x-error-code')).toBe(code);
    });

    it('I01 is not cut: passwords that differ after byte 72 are different', async () => {
      const person = await aPerson(identity);
      const { token } = await logIn(identity, person);
      const long = 'é1'.repeat(30);
      await change(token, person.password, `${long}a`);
      const login = (password: string) =>
        identity.call('POST', '/api/v1/auth/login', { body: { email: person.email, password } });
      expect([(await login(`${long}b`)).status, (await login(`${long}a`)).status]).toEqual([401, 200]);
    });
  });

  describe('one-time password', () => {
    let person: Person;
    beforeEach(async () => {
      person = await aPerson(identity, { mustChangePassword: true });
    });

    it('opens the own profile, the change and logout, and nothing else', async () => {
      const { token } = await logIn(identity, person);
      expect((await identity.call('GET', '/api/v1/users/me', { token })).status).toBe(200);
      for (const path of ['/api/v1/teams', '/api/v1/permissions', '/api/v1/service-accounts']) {
        expect([path, (await identity.call('GET', path, { token })).status]).toEqual([path, 403]);
      }
      expect((await identity.call('POST', '/api/v1/auth/logout', { token })).status).toBe(204);
    });

    it('opens everything once it was changed', async () => {
      const { token } = await logIn(identity, person);
      const body = { current_password: person.password, new_password: 'correct horse battery staple' };
      const changed = await identity.call('PUT', '/api/v1/users/me/password', { token, body });
      expect(changed.body?.data.must_change_password).toBe(false);
      const fresh = changed.body?.data.token ?? '';
      expect((await identity.call('GET', '/api/v1/service-accounts', { token: fresh })).status).toBe(200);
    });
  });
});
