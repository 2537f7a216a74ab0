import { IdentityApp } from '../../test/identity-app';
import type { Person } from '../../test/people';
import { LastUseRecorder } from '../last-use';
import { aKey, aPerson, aServiceAccount, logIn } from '../../test/people';

const missingId = '019a1b2c-0000-7000-8000-000000000009';

describe('service accounts and API keys', () => {
  let identity: IdentityApp;
  let admin: Person;
  let token: string;
  let foreignToken: string;
  let viewerToken: string;
  let accountId: string;

  beforeAll(async () => {
    identity = await IdentityApp.start();
    admin = await aPerson(identity);
    ({ token } = await logIn(identity, admin));
    ({ token: foreignToken } = await logIn(identity, await aPerson(identity)));
    ({ token: viewerToken } = await logIn(identity, await aPerson(identity, { teamId: admin.teamId, role: 'viewer' })));
    accountId = await aServiceAccount(identity, token);
  });
  afterAll(async () => {
    await identity.stop();
  });

  const accounts = '/api/v1/service-accounts';
  const keysOf = (id: string) => `${accounts}/${id}/api-keys`;

  it('shows the key once and afterwards only its ends, scopes, expiry and use', async () => {
    const expiresAt = new Date(Date.now() + 86_400_000);
    const { id, key } = await aKey(identity, token, { accountId, expiresAt, allowedCidrs: ['10.0.0.0/8'] });
    expect(key).toMatch(/^sb_[0-9a-f]{32}$/);
    const { status, body } = await identity.call('GET', keysOf(accountId), { token });
    expect(status).toBe(200);
    expect(body?.data).toContainEqual({
      id,
      service_account_id: accountId,
      name: 'test',
      prefix: key.slice(0, 7),
      last4: key.slice(-4),
      scopes: ['plugins:read'],
      allowed_cidrs: ['10.0.0.0/8'],
      created_by: admin.id,
      created_at: expect.any(String) as string,
      expires_at: expiresAt.toISOString(),
      revoked_at: null,
      last_used_at: null,
    });
    expect(JSON.stringify(body)).not.toContain(key);
  });

  it('pages newest first, by offset and by cursor', async () => {
    const account = await aServiceAccount(identity, token);
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.unshift((await aKey(identity, token, { accountId: account })).id);
    const page = async (query: string) => {
      const { body } = await identity.call('GET', `${keysOf(account)}?${query}`, { token });
      return body as unknown as {
        data: { id: string }[];
        pagination: { total: number; pages: number; next_cursor?: string };
      };
    };
    const first = await page('limit=2');
    expect(first.data.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.pagination).toMatchObject({ total: 5, pages: 3 });
    expect((await page('limit=2&offset=2')).data.map(({ id }) => id)).toEqual(ids.slice(2, 4));
    const second = await page(`limit=2&cursor=${first.pagination.next_cursor ?? ''}`);
    expect(second.data.map(({ id }) => id)).toEqual(ids.slice(2, 4));
  });

  it('I10 grants no scope beyond the account or the caller', async () => {
    const viewerAccount = await aServiceAccount(identity, token, 'viewer');
    const beyondAccount = { name: 'k', scopes: ['analyses:run'] };
    const answer = await identity.call('POST', keysOf(viewerAccount), { token, body: beyondAccount });
    expect(answer.status).toBe(403);
    const { key } = await aKey(identity, token, {
      accountId: await aServiceAccount(identity, token, 'admin'),
      scopes: ['service-accounts:write', 'service-accounts:read'],
    });
    const beyondCaller = await identity.call('POST', keysOf(accountId), {
      key,
      body: { name: 'k', scopes: ['plugins:read'] },
    });
    expect(beyondCaller.status).toBe(403);
    const account = await identity.call('POST', accounts, { key, body: { name: 'climber', role: 'member' } });
    expect(account.status).toBe(403);
  });

  it('answers 409 to a name that is taken in the team, whatever its case, and takes it in another team', async () => {
    const name = `Soar ${String(process.pid)}`;
    expect((await identity.call('POST', accounts, { token, body: { name } })).status).toBe(201);
    expect((await identity.call('POST', accounts, { token, body: { name: name.toUpperCase() } })).status).toBe(409);
    expect((await identity.call('POST', accounts, { token: foreignToken, body: { name } })).status).toBe(201);
  });

  it('A08 answers another team 404, the same as for a random id', async () => {
    const { id } = await aKey(identity, token, { accountId });
    const attempts: [string, (account: string, key: string) => string, unknown][] = [
      ['GET', (account) => `${accounts}/${account}`, undefined],
      ['DELETE', (account) => `${accounts}/${account}`, undefined],
      ['GET', (account) => keysOf(account), undefined],
      ['POST', (account) => keysOf(account), { name: 'k', scopes: ['plugins:read'] }],
      ['DELETE', (account, key) => `${keysOf(account)}/${key}`, undefined],
    ];
    for (const [method, path, body] of attempts) {
      const foreign = await identity.call(method, path(accountId, id), { token: foreignToken, body });
      const missing = await identity.call(method, path(missingId, missingId), { token: foreignToken, body });
      expect([method, foreign.status, missing.status]).toEqual([method, 404, 404]);
      expect(foreign.body?.message).toBe(missing.body?.message);
    }
    const listed = await identity.call('GET', accounts, { token: foreignToken });
    expect(JSON.stringify(listed.body)).not.toContain(accountId);
    expect((await identity.call('GET', `${accounts}/${accountId}`, { token })).status).toBe(200);
  });

  it.each([
    ['POST', accounts, { name: 'v' }],
    ['GET', accounts, undefined],
    ['GET', `${accounts}/${missingId}`, undefined],
    ['DELETE', `${accounts}/${missingId}`, undefined],
    ['POST', keysOf(missingId), { name: 'v', scopes: ['plugins:read'] }],
    ['GET', keysOf(missingId), undefined],
    ['DELETE', `${keysOf(missingId)}/${missingId}`, undefined],
  ])('%s %s: 401 without a credential, 403 without the permission', async (method, path, body) => {
    expect((await identity.call(method, path, { body })).status).toBe(401);
    expect((await identity.call(method, path, { token: viewerToken, body })).status).toBe(403);
  });

  it.each([
    ['an unknown field', accounts, { name: 'x', teamId: missingId }],
    ['a role of people', accounts, { name: 'x', role: 'owner' }],
    ['an empty name', accounts, { name: '   ' }],
    ['a name of 101 characters', accounts, { name: 'x'.repeat(101) }],
    ['an id that is no UUID', `${accounts}/1%20OR%201=1/api-keys`, { name: 'x', scopes: ['plugins:read'] }],
    ['an unknown scope', keysOf(missingId), { name: 'x', scopes: ['everything:all'] }],
    ['no scope', keysOf(missingId), { name: 'x', scopes: [] }],
    [
      'a network that is none',
      keysOf(missingId),
      { name: 'x', scopes: ['plugins:read'], allowed_cidrs: ['10.0.0.0/99'] },
    ],
    ['a list as name', accounts, { name: ['x'] }],
    ['a NUL in the name', accounts, { name: 'a\u0000b' }],
  ])('answers 400 to %s', async (_name, path, body) => {
    const answer = await identity.call('POST', path, { token, body });
    expect(answer).toMatchObject({ status: 400, body: { error: 'Bad Request' } });
  });

  it('answers 400 to an expiry in the past, 413 to a body of 300 kB, 400 to a foreign cursor', async () => {
    const past = { name: 'x', scopes: ['plugins:read'], expires_at: '2020-01-01T00:00:00.000Z' };
    expect((await identity.call('POST', keysOf(accountId), { token, body: past })).status).toBe(400);
    const large = { name: 'x', description: 'x'.repeat(300_000) };
    expect((await identity.call('POST', accounts, { token, body: large })).status).toBe(413);
    expect((await identity.call('GET', `${accounts}?cursor=abc`, { token })).status).toBe(400);
    expect((await identity.call('GET', `${accounts}?limit=101`, { token })).status).toBe(400);
  });

  it('I12 makes no key that lives longer than the installation allows', async () => {
    const { installation } = identity;
    const strict = await IdentityApp.start({ installation, environment: { API_KEY_MAX_DAYS: '30' } });
    const inDays = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString();
    const create = (expires_at?: string) =>
      strict.call('POST', keysOf(accountId), { token, body: { name: 'x', scopes: ['plugins:read'], expires_at } });
    const endless = await create();
    const late = await create(inDays(31));
    await strict.stop();
    expect(endless.body?.data.expires_at).toMatch(/Z$/);
    expect(Date.parse(endless.body?.data.expires_at ?? '') / Date.parse(inDays(30))).toBeCloseTo(1, 6);
    expect([late.status, JSON.stringify(late.body).includes('30 days')]).toEqual([400, true]);
  });

  it('revokes again without complaint, and only once in the audit log', async () => {
    const { id } = await aKey(identity, token, { accountId });
    const path = `${keysOf(accountId)}/${id}`;
    expect((await identity.call('DELETE', path, { token })).status).toBe(204);
    expect((await identity.call('DELETE', path, { token })).status).toBe(204);
    const rows = await identity.database.query<{ action: string }>(
      'SELECT action FROM audit.event WHERE object_id = $1 ORDER BY recorded_at',
      [id],
    );
    expect(rows.map(({ action }) => action)).toEqual(['api_key_created', 'api_key_revoked']);
  });

  it('notes when a key was last used, gathered rather than per request', async () => {
    const { id, key } = await aKey(identity, token, {
      accountId: await aServiceAccount(identity, token, 'admin'),
      scopes: ['service-accounts:read'],
    });
    for (let index = 0; index < 20; index += 1) await identity.call('GET', accounts, { key });
    const [before] = await identity.database.query('SELECT 1 FROM identity.api_key_use WHERE key_id = $1', [id]);
    expect(before).toBeUndefined();
    await identity.running.nest.get(LastUseRecorder, { strict: false }).flush();
    const rows = await identity.database.query('SELECT 1 FROM identity.api_key_use WHERE key_id = $1', [id]);
    expect(rows).toHaveLength(1);
  });
});
