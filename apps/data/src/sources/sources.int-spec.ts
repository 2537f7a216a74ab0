import { tenancyFaults } from '@sentrybox/testing';
import { DataApp, until } from '../../test/data-app';

const sources = '/api/v1/sources';

jest.setTimeout(60_000);

let data: DataApp;
let admin: string;
let keyA: string;
let keyB: string;

beforeAll(async () => {
  data = await DataApp.start(fetch);
  admin = data.callers.token(data.teamA, 'admin');
  keyA = data.callers.key(data.teamA);
  keyB = data.callers.key(data.teamB);
});

afterAll(() => data.stop());

const rowsOf = async (id: string) =>
  (
    await data.database.query<{ n: string }>(
      `SELECT (SELECT count(*) FROM data.team_sighting WHERE source_id = $1)
        + (SELECT count(*) FROM data.sighting WHERE source_id = $1)
        + (SELECT count(*) FROM data.team_import WHERE source_id = $1)
        + (SELECT count(*) FROM data.team_source WHERE id = $1)
        + (SELECT count(*) FROM data.source WHERE id = $1) AS n`,
      [id],
    )
  ).map(({ n }) => Number(n))[0];

it('creates, shows, changes and lists a source', async () => {
  const json = {
    name: 'Feed of ours',
    url: 'https://feeds.example.com/list.csv',
    reliability: 'B',
    format: { kind: 'csv', columns: { value: 'ioc' } },
    threat_types: ['phishing'],
  };
  const created = await data.call('POST', sources, { as: keyA, json });
  expect(created).toMatchObject({
    status: 201,
    body: {
      ...json,
      format: { kind: 'csv', comment: '#', delimiter: ',', has_header: true, columns: { value: 'ioc' } },
      scope: 'team',
      lineage: 'Feed of ours',
      reliability_score: 0.85,
      enabled: true,
      last_update: null,
      indicators_count: 0,
    },
  });
  const path = `${sources}/${created.body.id}`;
  expect((await data.call('GET', path, { as: keyA })).body).toEqual(created.body);
  const changed = await data.call('PATCH', path, { as: keyA, json: { name: 'Renamed', default_severity: 'high' } });
  expect(changed).toMatchObject({ status: 200, body: { name: 'Renamed', default_severity: 'high', reliability: 'B' } });
  const listed = await data.call('GET', `${sources}?scope=team&enabled=true`, { as: keyA });
  expect(listed.body.results).toContainEqual(changed.body);
  const audited = await data.database.query<{ action: string }>(
    'SELECT action FROM audit.event WHERE object_id = $1 ORDER BY recorded_at',
    [created.body.id],
  );
  expect(audited.map(({ action }) => action)).toEqual(['source_created', 'source_updated']);
});

it('keeps a team’s source from everybody else', async () => {
  const id = await data.source(keyA, { name: 'Only ours' });
  for (const as of [undefined, keyB, data.callers.token(data.teamB, 'admin')]) {
    expect(await data.call('GET', `${sources}/${id}`, { as })).toMatchObject({ status: 404, code: 'not_found' });
    expect(
      (await data.call('GET', `${sources}?limit=500`, { as })).body.results.map(({ id: one }) => one),
    ).not.toContain(id);
  }
  for (const as of [keyB, data.callers.token(data.teamB, 'admin')]) {
    expect((await data.call('PATCH', `${sources}/${id}`, { as, json: { name: 'Theirs' } })).status).toBe(404);
    expect((await data.call('DELETE', `${sources}/${id}`, { as })).status).toBe(404);
    expect((await data.call('POST', `${sources}/${id}/import`, { as, text: 'x', type: 'text/plain' })).status).toBe(
      404,
    );
    expect((await data.call('GET', `${sources}/${id}/imports`, { as })).status).toBe(404);
  }
  expect((await data.call('POST', sources, { as: keyB, json: { name: 'Only ours' } })).status).toBe(201);
});

it('lets platform admins alone change what belongs to everybody', async () => {
  const id = await data.source(admin, { scope: 'platform', name: 'For everybody' });
  expect((await data.call('GET', `${sources}/${id}`)).status).toBe(200);
  const analyst = data.callers.token(data.teamA, 'analyst', 'owner');
  for (const as of [keyA, analyst]) {
    const refused = { status: 403, code: 'platform_admin_required' };
    expect(await data.call('POST', sources, { as, json: { name: 'x', scope: 'platform' } })).toMatchObject(refused);
    expect(await data.call('PATCH', `${sources}/${id}`, { as, json: { enabled: false } })).toMatchObject(refused);
    expect(await data.call('DELETE', `${sources}/${id}`, { as })).toMatchObject(refused);
    const upload = { as, text: 'a.example.com', type: 'text/plain' };
    expect(await data.call('POST', `${sources}/${id}/import`, upload)).toMatchObject(refused);
  }
});

it('refuses a second source of the same name, whatever its case', async () => {
  const id = await data.source(keyA, { name: 'Twice' });
  const taken = { status: 409, code: 'source_name_taken' };
  expect(await data.call('POST', sources, { as: keyA, json: { name: 'TWICE' } })).toMatchObject(taken);
  const other = await data.source(keyA);
  expect(await data.call('PATCH', `${sources}/${other}`, { as: keyA, json: { name: 'twice' } })).toMatchObject(taken);
  expect((await data.call('DELETE', `${sources}/${id}`, { as: keyA })).status).toBe(204);
  expect((await data.call('POST', sources, { as: keyA, json: { name: 'Twice' } })).status).toBe(201);
});

it('D05 forgets a deleted source at once and purges it without leaving an orphan', async () => {
  const [gone, stays] = [await data.source(keyA), await data.source(keyA)];
  const list = Array.from({ length: 10_500 }, (_, n) => `purge-${n}.example.com`).join('\n');
  expect(await data.import(keyA, gone, list)).toMatchObject({ state: 'done', counts: { new: 10_500 } });
  await data.import(keyA, stays, 'purge-0.example.com\n');
  expect((await data.call('DELETE', `${sources}/${gone}`, { as: keyA })).status).toBe(204);
  const search = '/api/v1/indicators/search?q=purge-&match=prefix&active_only=false';
  expect((await data.call('GET', search, { as: keyA })).body.results.map(({ value }) => value)).toEqual([
    'purge-0.example.com',
  ]);
  expect((await data.call('GET', `${sources}/${gone}`, { as: keyA })).status).toBe(404);
  await until(async () => ((await rowsOf(gone)) === 0 ? true : undefined));
  const orphans = await data.database.query(
    `SELECT id FROM data.team_indicator i
     WHERE NOT EXISTS (SELECT FROM data.team_sighting s WHERE s.indicator_id = i.id)`,
  );
  expect(orphans).toEqual([]);
  expect((await data.call('GET', search, { as: keyA })).body.count).toBe(1);
});

it('A10 keeps the wall between teams in the catalogue', async () => {
  expect(await tenancyFaults((text, values) => data.database.query(text, values))).toEqual([]);
});

it.each([
  ['no credential', {}, 401],
  ['a viewer', { as: 'viewer' }, 403],
  ['an unknown field', { json: { name: 'x', token: 'y' } }, 400],
  ['no name', { json: {} }, 400],
  ['a name with a line end', { json: { name: 'a\nb' } }, 400],
  ['a URL that is not of the web', { json: { name: 'x', url: 'file:///etc/passwd' } }, 400],
  ['a confidence beyond 1', { json: { name: 'x', default_confidence: 2 } }, 400],
  ['a format that does not exist', { json: { name: 'x', format: { kind: 'xml' } } }, 400],
  ['CSV without a column for the value', { json: { name: 'x', format: { kind: 'csv', columns: {} } } }, 400],
  ['300 KiB', { json: { name: 'x', description: 'x'.repeat(300_000) } }, 413],
  ['a form', { text: 'name=x', type: 'application/x-www-form-urlencoded' }, 415],
])('refuses a new source with %s', async (name, call: { as?: string; json?: unknown; text?: string }, status) => {
  const as = call.as === 'viewer' ? data.callers.key(data.teamA, 'viewer') : keyA;
  const body = 'text' in call || 'json' in call ? {} : { json: { name: 'x' } };
  const sent = { ...body, ...call, as: name === 'no credential' ? undefined : as };
  expect((await data.call('POST', sources, sent)).status).toBe(status);
});

it.each([
  ['PATCH', { json: { enabled: false } }],
  ['DELETE', {}],
])('refuses %s without a credential, with too little permission and with a bad id', async (method, call) => {
  const id = await data.source(keyA);
  const path = `${sources}/${id}`;
  expect((await data.call(method, path, call)).status).toBe(401);
  expect((await data.call(method, path, { ...call, as: data.callers.key(data.teamA, 'member') })).status).toBe(403);
  expect((await data.call(method, `${sources}/1`, { ...call, as: keyA })).status).toBe(400);
});

it('refuses a change of what is not settable', async () => {
  const id = await data.source(keyA);
  for (const json of [{ scope: 'platform' }, { indicators_count: 7 }, { team_id: data.teamB }]) {
    const { status, body } = await data.call('PATCH', `${sources}/${id}`, { as: keyA, json });
    expect([status, body.details[0]?.code]).toEqual([400, 'unknown_field']);
  }
});
