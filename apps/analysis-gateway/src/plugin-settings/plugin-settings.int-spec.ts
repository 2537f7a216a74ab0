import { uuidv7 } from '@sentrybox/database';
import { json, startFixtureServer } from '@sentrybox/testing';
import type { FixtureServer } from '@sentrybox/testing';
import type { Gateway } from '../../test/gateway-installation';
import { GatewayInstallation } from '../../test/gateway-installation';

jest.setTimeout(60_000);

const url = '/api/v1/plugins/virustotal';
const secretKey = 'a-key-that-must-never-be-seen-0001';
const teamId = uuidv7();

let installation: GatewayInstallation;
let gateway: Gateway;
let ours: FixtureServer;
let elsewhere: FixtureServer;
let admin: string;
let operator: string;

// VirusTotal API v3, "Errors": a key that is not valid.
const refused = { 'GET /*': json(401, { error: { code: 'WrongCredentialsError', message: 'Invalid API key' } }) };

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  gateway = await installation.gateway({ role: 'api' });
  [ours, elsewhere] = await Promise.all([startFixtureServer(refused), startFixtureServer(refused)]);
  admin = installation.surroundings.key(teamId, 'admin');
  operator = installation.surroundings.key(uuidv7(), 'owner', ['platform-plugins:write', 'plugins:read']);
});

afterAll(async () => {
  await installation.stop();
  await Promise.all([ours.close(), elsewhere.close()]);
});

const call = (method: string, path: string, body?: unknown, key = admin) => gateway.call(method, path, { key, body });
const change = (settings: Record<string, unknown>, key = admin, path = `${url}/settings`) =>
  call('PATCH', path, { settings }, key);
const keysSeen = (server: FixtureServer) => server.requests.map(({ headers }) => headers['x-apikey']);

interface Setting {
  readonly name: string;
  readonly value: unknown;
  readonly origin: string | null;
}
const settingOf = (answer: { body: unknown }, name: string) =>
  (answer.body as { settings: Setting[] }).settings.find((each) => each.name === name);

describe('settings of a plugin', () => {
  it('are the team’s own, switch it on, and show no secret', async () => {
    const lacking = await call('POST', `${url}/test`);
    expect([lacking.status, lacking.body.error]).toEqual([409, 'conflict']);

    const changed = await change({ api_key: secretKey, url: ours.url });
    expect(changed.status).toBe(200);
    expect(changed.body).toMatchObject({ plugin: 'virustotal', enabled: true });
    expect(settingOf(changed, 'api_key')).toMatchObject({ value: '***', origin: 'team' });
    expect(settingOf(changed, 'url')).toMatchObject({ value: ours.url, origin: 'team' });
    expect(JSON.stringify(changed.body)).not.toContain(secretKey);
    const stranger = installation.surroundings.key(uuidv7(), 'admin');
    expect((await call('GET', `${url}/settings`, undefined, stranger)).body).toMatchObject({ enabled: false });
  });

  it('G07 lie sealed, and are nowhere in the database in clear', async () => {
    const rows = await installation.database.query('select value, sealed from analysis.plugin_setting');

    expect(JSON.stringify(rows)).not.toContain(secretKey);
    expect(rows).toContainEqual({ value: null, sealed: expect.stringMatching(/^v1\.k1\./) as string });
  });

  it('can be tested, which asks the source and says what is wrong', async () => {
    const { status, body } = await call('POST', `${url}/test`);

    expect([status, body]).toMatchObject([
      200,
      { healthy: false, asked: { ioc: '8.8.8.8' }, result: { status: 'error', error: { code: 'unauthorized' } } },
    ]);
    expect(keysSeen(ours)).toEqual([secretKey]);
  });

  it('U07 T05 lose the key when the address changes, and another address never sees it', async () => {
    const moved = await change({ url: elsewhere.url });

    expect(settingOf(moved, 'api_key')).toMatchObject({ value: null, origin: null });
    expect(moved.body).toMatchObject({ enabled: false });
    expect((await call('POST', `${url}/test`)).status).toBe(409);
    expect(elsewhere.requests).toEqual([]);
  });

  it('U07 do not send the platform’s key to an address that a team named', async () => {
    const platform = await change({ api_key: 'the-key-of-the-platform-0002' }, operator, `${url}/platform-settings`);
    expect(platform.status).toBe(200);

    expect(settingOf(await call('GET', `${url}/settings`), 'api_key')).toMatchObject({ value: null });
    const stranger = installation.surroundings.key(uuidv7(), 'admin');
    const theirs = await call('GET', `${url}/settings`, undefined, stranger);
    expect(settingOf(theirs, 'api_key')).toMatchObject({ value: '***', origin: 'platform' });
    expect(theirs.body).toMatchObject({ enabled: true });
    await change({ url: null });
    expect(settingOf(await call('GET', `${url}/settings`), 'api_key')).toMatchObject({ origin: 'platform' });
    expect(elsewhere.requests).toEqual([]);
  });

  it('are refused by name when they are not of the plugin, and to whom they are not', async () => {
    const wrong = await change({ nonsense: 'x' });
    expect([wrong.status, wrong.body.error]).toEqual([400, 'invalid_request']);
    expect((await change({ url: 'ftp://example.com' })).status).toBe(400);
    expect((await change({ api_key: 'short' })).status).toBe(400);
    expect((await change({ __proto__: 'x' })).status).toBe(200);
    expect((await call('PATCH', '/api/v1/plugins/nobody/settings', { settings: {} })).status).toBe(404);
    expect((await change({ url: null }, admin, `${url}/platform-settings`)).status).toBe(403);
    const member = installation.surroundings.key(teamId);
    expect((await change({ url: null }, member)).status).toBe(403);
    expect((await call('POST', `${url}/test`, undefined, member)).status).toBe(403);
    const slow = await call('POST', '/api/v1/plugins/lookalikes/test');
    expect([slow.status, slow.body.error]).toEqual([409, 'conflict']);
  });
});

it('shows health and drift of a plugin in the list', async () => {
  await installation.database.query(
    `insert into analysis.plugin_health values ('virustotal', '2026-05-23T10:00:00Z', false, 'unauthorized');
     insert into analysis.plugin_drift values ('virustotal', 3, 'data.id', '2026-05-23T10:00:00Z')`,
  );
  const { body } = await call('GET', '/api/v1/plugins?include=disabled');

  expect(body).toContainEqual(
    expect.objectContaining({
      name: 'virustotal',
      health: { healthy: false, checked_at: '2026-05-23T10:00:00.000Z', error_code: 'unauthorized' },
      drift: { count: 3, field: 'data.id', last_at: '2026-05-23T10:00:00.000Z' },
    }),
  );
});
