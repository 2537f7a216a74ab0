import { IdentityApp } from '../../test/identity-app';
import type { SignedInPerson } from '../../test/people';
import { aKey, aPerson, aServiceAccount, aSignedInPerson, logIn } from '../../test/people';

const unknownId = '019a1b2c-0000-7000-8000-0000000000ff';

interface UserRow {
  readonly platform_role: string;
  readonly status: string;
  readonly token_version: number;
  readonly email: string;
}

describe('users', () => {
  let identity: IdentityApp;
  let admin: SignedInPerson;

  beforeAll(async () => {
    identity = await IdentityApp.start();
    admin = await aSignedInPerson(identity, { platformRole: 'admin', role: 'owner' });
  });
  afterAll(async () => {
    await identity.stop();
  });

  const call = (method: string, path: string, body?: unknown, token = admin.token) =>
    identity.call(method, path, { token, body });
  const rowOf = async (id: string): Promise<UserRow | undefined> =>
    (
      await identity.database.query<UserRow & Record<string, unknown>>('SELECT * FROM identity.user WHERE id = $1', [
        id,
      ])
    )[0];
  const actionsOn = async (id: string): Promise<string[]> =>
    (
      await identity.database.query<{ action: string }>(
        'SELECT action FROM audit.event WHERE object_id = $1 ORDER BY recorded_at',
        [id],
      )
    ).map(({ action }) => action);

  describe('creation', () => {
    it('answers a one-time password once, which opens nothing but its change', async () => {
      const body = { email: 'Grace@Example.org', full_name: 'Grace Example', role: 'analyst' };
      const created = await call('POST', '/api/v1/users', body);
      expect(created).toMatchObject({
        status: 201,
        body: {
          data: {
            ...body,
            status: 'active',
            must_change_password: true,
            permissions: [],
            teams: [{ id: admin.teamId, name: expect.any(String) as string, role: 'member' }],
          },
          status: 'success',
        },
      });
      const { id = '', one_time_password: password = '' } = created.body?.data ?? {};
      expect(JSON.stringify((await call('GET', `/api/v1/users/${id}`)).body)).not.toContain(password);
      const { token } = await logIn(identity, { id, email: 'grace@example.org', password, teamId: admin.teamId });
      expect((await call('GET', '/api/v1/teams', undefined, token)).status).toBe(403);
      expect((await call('GET', '/api/v1/users/me', undefined, token)).status).toBe(200);
      expect(await actionsOn(id)).toContain('user_created');
    });

    it('takes a chosen password, which has to be changed too, and a role and grants in the team', async () => {
      const body = {
        email: 'chosen@example.org',
        full_name: 'Chosen',
        role: 'viewer',
        password: 'correct horse battery',
        teams: [{ id: admin.teamId, role: 'viewer' }],
        permissions: ['sources:write', 'users:read'],
        settings: { timezone: 'UTC' },
      };
      const { status, body: answer } = await call('POST', '/api/v1/users', body);
      expect(status).toBe(201);
      expect(answer?.data.one_time_password).toBeUndefined();
      expect(answer?.data).toMatchObject({
        permissions: ['users:read', 'sources:write'],
        settings: { timezone: 'UTC' },
        must_change_password: true,
      });
    });

    it.each([
      ['7 characters', 'a1b2c3d'],
      ['129 characters', 'ab1'.repeat(43)],
      ['the sample of the published document', 'password123'],
      ['one of the most used', 'qwertyuiop'],
      ['the e-mail address', 'weakling-4711'],
    ])('I01 refuses as a password %s', async (_name, password) => {
      const body = { email: 'weakling@example.org', full_name: 'W', role: 'viewer', password };
      const answer = await call('POST', '/api/v1/users', body);
      expect([answer.status, answer.headers.get('x-error-code')]).toEqual([400, 'weak_password']);
    });

    it.each([
      ['no name', { email: 'x@example.org', role: 'viewer' }],
      ['an address that is none', { email: 'nobody', full_name: 'X', role: 'viewer' }],
      ['a role that is none', { email: 'x@example.org', full_name: 'X', role: 'root' }],
      ['a permission that is none', { email: 'x@example.org', full_name: 'X', role: 'viewer', permissions: ['*'] }],
      ['a name that rewrites its line', { email: 'x@example.org', full_name: 'a\u202eb', role: 'viewer' }],
      ['a name of 1,000 characters', { email: 'x@example.org', full_name: 'x'.repeat(1_000), role: 'viewer' }],
    ])('refuses %s', async (_name, body) => {
      expect((await call('POST', '/api/v1/users', body)).status).toBe(400);
    });

    it('answers 409 to an address that is taken, in any spelling, also for two at once', async () => {
      const body = (email: string) => ({ email, full_name: 'Twin', role: 'viewer' });
      const answers = await Promise.all(
        ['twin@example.org', 'TWIN@example.org'].map((email) => call('POST', '/api/v1/users', body(email))),
      );
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
      const again = await call('POST', '/api/v1/users', body('Twin@Example.org'));
      expect([again.status, again.headers.get('x-error-code')]).toEqual([409, 'email_taken']);
    });

    it('A08 puts nobody into a team that the creator does not act in', async () => {
      const { teamId } = await aPerson(identity);
      const body = { email: 'astray@example.org', full_name: 'A', role: 'viewer', teams: [{ id: teamId }] };
      expect((await call('POST', '/api/v1/users', body)).status).toBe(404);
      const rows = await identity.database.query(`SELECT 1 FROM identity.user WHERE email = 'astray@example.org'`);
      expect(rows).toEqual([]);
    });
  });

  describe('list', () => {
    const query = async (text: string) => {
      const { status, body } = await call('GET', `/api/v1/users?${text}`);
      expect(status).toBe(200);
      return {
        emails: (body?.data as unknown as { email: string }[]).map(({ email }) => email),
        page: body?.pagination,
      };
    };

    beforeAll(async () => {
      for (const [index, name] of ['Zoe', 'Bob', 'Ann', 'Cid', 'Dan'].entries()) {
        const body = {
          email: `list-${index}@list.test`,
          full_name: `${name} Listed`,
          role: index < 2 ? 'viewer' : 'analyst',
        };
        const created = await call('POST', '/api/v1/users', body);
        if (index === 4) await call('PATCH', `/api/v1/users/${created.body?.data.id ?? ''}`, { status: 'suspended' });
      }
    });

    it('filters by role, status and a part of address or name, without regard to case', async () => {
      expect((await query('q=LIST.test&sort=email')).emails).toHaveLength(5);
      expect((await query('q=list.test&role=viewer&sort=email')).emails).toEqual([
        'list-0@list.test',
        'list-1@list.test',
      ]);
      expect((await query('q=list.test&status=suspended')).emails).toEqual(['list-4@list.test']);
      expect((await query('q=ann%20listed')).emails).toEqual(['list-2@list.test']);
      expect((await query('q=%25%5F')).emails).toEqual([]);
    });

    it.each(['created_at', 'email', 'full_name', 'last_login'])(
      'is the same by offset and by cursor, sorted by %s both ways',
      async (field) => {
        for (const direction of ['asc', 'desc']) {
          const base = `q=list.test&sort=${field}:${direction}`;
          const all = await query(base);
          expect(all.page).toMatchObject({ total: 5, pages: 1 });
          const byOffset: string[] = [];
          for (let offset = 0; offset < 5; offset += 2)
            byOffset.push(...(await query(`${base}&limit=2&offset=${offset}`)).emails);
          const byCursor: string[] = [];
          let cursor: string | number | undefined = '';
          while (cursor !== undefined) {
            const page = await query(`${base}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`);
            byCursor.push(...page.emails);
            cursor = page.page?.next_cursor;
          }
          expect(byOffset).toEqual(all.emails);
          expect(byCursor).toEqual(all.emails);
        }
        expect((await query('q=list.test&sort=full_name')).emails[0]).toBe('list-2@list.test');
      },
    );

    it.each([
      'limit=0',
      'limit=101',
      'sort=password_hash',
      'sort=email:up',
      'status=deleted',
      'role=owner',
      'cursor=nonsense',
      `cursor=${Buffer.from('["email","x"]').toString('base64url')}`,
      `cursor=${Buffer.from(`["created_at","1;drop","${unknownId}"]`).toString('base64url')}`,
      'password_hash=x',
    ])('answers 400 to %s', async (text) => {
      expect((await call('GET', `/api/v1/users?${text}`)).status).toBe(400);
    });

    it('shows no hash and no version', async () => {
      expect(JSON.stringify((await call('GET', '/api/v1/users')).body)).not.toMatch(/hash|argon2|token_version/);
    });
  });

  describe('change', () => {
    it.each(['PUT', 'PATCH'])('%s changes what is named and nothing else', async (method) => {
      const person = await aPerson(identity, { teamId: admin.teamId });
      const before = await call('GET', `/api/v1/users/${person.id}`);
      const path = `/api/v1/users/${person.id}`;
      await call(method, path, { settings: { a: 1, b: true } });
      const changed = await call(method, path, { full_name: 'New Name', settings: { a: null, c: 'x' } });
      expect(changed.status).toBe(200);
      expect(changed.body?.data).toEqual({
        ...before.body?.data,
        full_name: 'New Name',
        settings: { b: true, c: 'x' },
        updated_at: expect.any(String) as string,
      });
      expect(await actionsOn(person.id)).toEqual(['user_updated', 'user_updated']);
    });

    it('I10 writes none of the columns that are not for clients, on any write', async () => {
      const person = await aSignedInPerson(identity, { teamId: admin.teamId });
      const columns = await identity.database.query<{ name: string }>(
        `SELECT column_name AS name FROM information_schema.columns
         WHERE table_schema = 'identity' AND table_name IN ('user', 'membership', 'team', 'invitation', 'session')`,
      );
      const allowed = new Set([
        'role',
        'status',
        'permissions',
        'settings',
        'full_name',
        'email',
        'name',
        'description',
      ]);
      const names = [...new Set(columns.map(({ name }) => name))].filter((name) => !allowed.has(name));
      expect(names).toEqual(expect.arrayContaining(['token_version', 'password_hash', 'platform_role', 'team_id']));
      const writes: [string, string, object][] = [
        ['POST', '/api/v1/users', { email: 'mass@example.org', full_name: 'M', role: 'viewer' }],
        ['PATCH', `/api/v1/users/${person.id}`, { full_name: 'M' }],
        ['PUT', `/api/v1/users/${person.id}`, { full_name: 'M' }],
        ['PATCH', '/api/v1/users/me', { full_name: 'M' }],
        ['PUT', '/api/v1/users/me', { full_name: 'M' }],
        ['POST', '/api/v1/teams', { name: 'mass' }],
        ['PATCH', `/api/v1/teams/${admin.teamId}`, { description: 'M' }],
        ['PATCH', `/api/v1/teams/${admin.teamId}/members/${person.id}`, { role: 'viewer' }],
        ['POST', `/api/v1/teams/${admin.teamId}/invitations`, { email: 'mass@example.org' }],
      ];
      const before = await rowOf(person.id);
      for (const [method, path, body] of writes) {
        for (const name of [...names, 'is_admin', 'is_superuser', 'email_verified', 'constructor']) {
          const answer = await call(method, path, { ...body, [name]: 'x' });
          expect([method, path, name, answer.status]).toEqual([method, path, name, 400]);
        }
      }
      for (const name of ['email', 'role', 'status', 'permissions', 'team_id']) {
        const answer = await call('PATCH', '/api/v1/users/me', { [name]: 'admin' }, person.token);
        expect([name, answer.status]).toEqual([name, 400]);
      }
      expect(await rowOf(person.id)).toEqual(before);
    });

    it('answers 404 for a user that is not there and 400 to an empty change', async () => {
      const person = await aPerson(identity);
      expect((await call('PATCH', `/api/v1/users/${unknownId}`, { full_name: 'X' })).status).toBe(404);
      expect((await call('PATCH', `/api/v1/users/${person.id}`, {})).status).toBe(400);
      expect((await call('GET', `/api/v1/users/${unknownId}`)).status).toBe(404);
      expect((await call('DELETE', `/api/v1/users/${unknownId}`)).status).toBe(404);
      expect((await call('POST', `/api/v1/users/${unknownId}/password-reset`)).status).toBe(404);
    });

    it('takes at most 100 settings', async () => {
      const { id } = await aPerson(identity);
      const many = (prefix: string, count: number) =>
        Object.fromEntries(Array.from({ length: count }, (_, index) => [`${prefix}${index}`, index]));
      expect((await call('PATCH', `/api/v1/users/${id}`, { settings: many('a', 100) })).status).toBe(200);
      const beyond = await call('PATCH', `/api/v1/users/${id}`, { settings: many('b', 1) });
      expect([beyond.status, beyond.headers.get('x-error-code')]).toEqual([400, 'too_many_settings']);
    });
  });

  describe('deletion', () => {
    it('I08 ends sessions, memberships, invitations and keys that the user made, in every team, in one transaction', async () => {
      const leaver = await aSignedInPerson(identity, { role: 'owner' });
      await aPerson(identity, { teamId: leaver.teamId, role: 'owner' });
      const keeper = await aSignedInPerson(identity, { teamId: leaver.teamId, role: 'admin' });
      const accountId = await aServiceAccount(identity, leaver.token);
      const own = await aKey(identity, leaver.token, { accountId });
      const others = await aKey(identity, keeper.token, { accountId });
      const invited = await call(
        'POST',
        `/api/v1/teams/${leaver.teamId}/invitations`,
        { email: 'late@example.org' },
        leaver.token,
      );
      const reset = await call('POST', `/api/v1/users/${leaver.id}/password-reset`);
      expect([invited.status, reset.status]).toEqual([201, 201]);

      expect((await call('DELETE', `/api/v1/users/${leaver.id}`)).status).toBe(204);
      expect((await call('GET', '/api/v1/users/me', undefined, leaver.token)).status).toBe(401);
      const gone = await identity.call('GET', '/api/v1/permissions', { key: own.key });
      expect([gone.status, gone.headers.get('x-error-code')]).toEqual([401, 'revoked_api_key']);
      expect((await identity.call('GET', '/api/v1/permissions', { key: others.key })).status).toBe(200);
      const accept = await identity.call('POST', '/api/v1/invitations/accept', {
        body: { token: invited.body?.data.token, password: 'correct horse battery' },
      });
      const useReset = await identity.call('POST', '/api/v1/auth/password-reset', {
        body: { token: reset.body?.data.token, new_password: 'correct horse battery' },
      });
      for (const { status, headers } of [accept, useReset]) {
        expect([status, headers.get('x-error-code')]).toEqual([400, 'invalid_token']);
      }
      expect((await call('GET', `/api/v1/users/${leaver.id}`)).status).toBe(404);
      const row = await rowOf(leaver.id);
      expect(row?.email).not.toContain(leaver.email);
      const login = await identity.call('POST', '/api/v1/auth/login', {
        body: leaver.email ? { email: leaver.email, password: leaver.password } : {},
      });
      expect(login.status).toBe(401);
      expect(await actionsOn(leaver.id)).toContain('user_deleted');
    });

    it('frees the address for a new user', async () => {
      const person = await aPerson(identity);
      await call('DELETE', `/api/v1/users/${person.id}`);
      const again = await call('POST', '/api/v1/users', { email: person.email, full_name: 'Again', role: 'viewer' });
      expect(again.status).toBe(201);
      expect(again.body?.data.id).not.toBe(person.id);
    });
  });
});
