import { DataApp, until } from '../../test/data-app';

jest.setTimeout(60_000);

const path = '/api/v1/feed-catalogue';

let data: DataApp;
let admin: string;

beforeAll(async () => {
  data = await DataApp.start(fetch);
  admin = data.callers.token(data.teamA, 'admin');
});

afterAll(() => data.stop());

const feed = async (id: string) => {
  const { body } = await data.call('GET', path);
  return body.results.find((entry) => entry.id === id) as unknown as { enabled: boolean; source_id: string | null };
};
const patch = (as: string | undefined, id: string, enabled: boolean) =>
  data.call('PATCH', `${path}/${id}`, { as, json: { enabled } });

it('ships every feed disabled, and dials nobody', async () => {
  const { body } = await data.call('GET', path);
  expect(body.results.every((entry) => !('enabled' in entry) || entry.enabled === false)).toBe(true);
  expect(body.count).toBeGreaterThanOrEqual(30);
  expect((await data.call('GET', '/api/v1/sources?scope=platform')).body.count).toBe(0);
});

it('makes a source of a feed that is enabled, which is switched off and on again', async () => {
  expect(await patch(admin, 'ipsum', true)).toMatchObject({ status: 200, body: { enabled: true } });
  const { source_id: id } = await feed('ipsum');
  expect((await data.call('GET', `/api/v1/sources/${id}`)).body).toMatchObject({
    name: 'IPsum',
    scope: 'platform',
    licence: 'Unlicense',
  });
  const run = await until(async () => {
    const { body } = await data.call('GET', `/api/v1/sources/${id}/imports`, { as: admin });
    const [first] = body.results as unknown as { state: string; error: { code: string } }[];
    return first?.state === 'failed' ? first : undefined;
  });
  expect(run.error.code).toBe('offline');
  expect((await patch(admin, 'ipsum', false)).body).toMatchObject({ enabled: false, source_id: id });
  expect((await data.call('GET', `/api/v1/sources/${id}`)).body).toMatchObject({ enabled: false });
  expect((await patch(admin, 'ipsum', true)).body).toMatchObject({ enabled: true, source_id: id });
});

it('lets platform admins alone change it', async () => {
  expect((await patch(undefined, 'ipsum', true)).status).toBe(401);
  expect((await patch(data.callers.key(data.teamA), 'tor-exits', true)).code).toBe('platform_admin_required');
  expect((await patch(data.callers.key(data.teamA), 'ipsum', false)).code).toBe('platform_admin_required');
  expect((await patch(admin, 'no-such-feed', true)).status).toBe(404);
  expect((await data.call('PATCH', `${path}/ipsum`, { as: admin, json: { enabled: true, x: 1 } })).status).toBe(400);
});

describe('a feed that needs a key', () => {
  const keyed = 'abuseipdb';
  const send = (as: string, json: object, id = keyed) => data.call('PATCH', `${path}/${id}`, { as, json });
  const key = 'k3y-of-the-team-000001';

  it('becomes a source of the team that has a key of its own for it, and of nobody else', async () => {
    const [keyA, keyB] = [data.callers.key(data.teamA), data.callers.key(data.teamB)];
    const made = await send(keyA, { enabled: true, scope: 'team', key });
    expect(made).toMatchObject({ status: 200, body: { enabled: true, needs_key: true } });
    expect(JSON.stringify(made.body)).not.toContain(key);
    const { source_id: id } = made.body as unknown as { source_id: string };
    const collection = `/api/v1/sources/${id}/collection`;
    const { body } = await data.call('GET', collection, { as: keyA });
    expect(body).toMatchObject({ key: null, own_key: { secret: '***' } });
    expect((await data.call('GET', collection, { as: keyB })).status).toBe(404);
    expect(await feed(keyed)).toMatchObject({ enabled: false, source_id: null });
    expect((await send(keyA, { enabled: false, scope: 'team' })).body).toMatchObject({ enabled: false, source_id: id });
    expect((await send(keyA, { enabled: true, scope: 'team', key })).code).toBe('feed_has_source');
    const other = await send(keyB, { enabled: true, scope: 'team', key: 'another-key-000002' });
    expect(other.status).toBe(200);
    expect((other.body as unknown as { source_id: string }).source_id).not.toBe(id);
  });

  it('is refused to a team that has none, as is a key for a feed that is open', async () => {
    const keyA = data.callers.key(data.teamA);
    expect((await send(keyA, { enabled: true, scope: 'team' }, 'otx-subscribed')).code).toBe('key_required');
    expect((await send(keyA, { enabled: true, scope: 'team', key }, 'tor-exits')).code).toBe('key_not_needed');
    expect((await send(keyA, { enabled: true, scope: 'team', key: 'a b' }, keyed)).status).toBe(400);
    expect((await send(data.callers.key(data.teamA, 'viewer'), { enabled: true, scope: 'team', key })).status).toBe(
      403,
    );
  });
});

describe('a list of feeds as MISP keeps it', () => {
  const entry = { name: 'From MISP', url: 'https://lists.example.com/a.txt', source_format: 'freetext', enabled: true };
  const post = (as: string | undefined, json: unknown, query = '') =>
    data.call('POST', `${path}/misp${query}`, { as, json });

  it('becomes sources that are off, each refused entry with its reason', async () => {
    const key = data.callers.key(data.teamA);
    const json = [{ Feed: entry }, { Feed: { ...entry, name: 'A file', input_source: 'local' } }, { Feed: entry }];
    const { status, body } = await post(key, json);
    expect([status, body]).toMatchObject([
      200,
      {
        count: 3,
        results: [
          { name: 'From MISP', refused: null },
          { name: 'A file', source_id: null, refused: 'not_on_the_network' },
          { name: 'From MISP', source_id: null, refused: 'source_name_taken' },
        ],
      },
    ]);
    const { source_id: id } = body.results[0] as unknown as { source_id: string };
    expect((await data.call('GET', `/api/v1/sources/${id}`, { as: key })).body).toMatchObject({ enabled: false });
    expect((await data.call('GET', `/api/v1/sources/${id}/collection`, { as: key })).body).toMatchObject({
      url: entry.url,
    });
    expect((await data.call('GET', `/api/v1/sources/${id}`)).status).toBe(404);
  });

  it('is refused without the permission, for everybody by others than admins, and in another shape', async () => {
    const json = [{ Feed: entry }];
    expect((await post(undefined, json)).status).toBe(401);
    expect((await post(data.callers.key(data.teamA, 'viewer'), json)).status).toBe(403);
    expect(await post(data.callers.key(data.teamA), json, '?scope=platform')).toMatchObject({
      status: 403,
      code: 'platform_admin_required',
    });
    for (const wrong of [[], {}, [{ Feed: { ...entry, url: 7 } }], [{ Feed: { ...entry, name: '' } }]]) {
      expect((await post(admin, wrong)).status).toBe(400);
    }
    expect((await post(admin, [{ Feed: { ...entry, name: 'x\u0000' } }])).body.results).toMatchObject([
      { refused: 'description_not_supported' },
    ]);
    expect((await post(admin, [{ Feed: { ...entry, settings: 'x'.repeat(1_048_576) } }])).status).toBe(413);
  });
});
