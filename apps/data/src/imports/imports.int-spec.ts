import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { DataApp, until } from '../../test/data-app';

jest.setTimeout(60_000);

let data: DataApp;
let keyA: string;

beforeAll(async () => {
  data = await DataApp.start(fetch);
  keyA = data.callers.key(data.teamA);
});

afterAll(() => data.stop());

// The file goes with the end of the work, a moment behind the end of the import.
const fileIsGone = (importId: string) =>
  until(async () => {
    const kept = await data.database.query('SELECT seq FROM data.team_import_chunk WHERE import_id = $1', [importId]);
    return kept.length === 0 ? true : undefined;
  });

const path = (id: string) => `/api/v1/sources/${id}/import`;

it('D05 reads a small file within the request and says what was left out and why', async () => {
  const id = await data.source(keyA);
  const text = '# list\n5.188.206.18\n10.0.0.1\n0x7f.1\nnot an indicator\ncom\n\n5.188.206.18\ngoogle.com # known\n';
  const { status, body } = await data.call('POST', path(id), { as: keyA, text, type: 'text/plain' });
  expect(status).toBe(201);
  expect(body).toMatchObject({
    source_id: id,
    state: 'done',
    mode: 'snapshot',
    format: 'lines',
    file: { bytes: Buffer.byteLength(text), sha256: createHash('sha256').update(text).digest('hex') },
    counts: { records: 7, accepted: 3, rejected: 4, duplicates: 1, new: 2, updated: 0, unchanged: 0, delisted: 0 },
    rejected_by_reason: { not_public: expect.any(Number) as number },
    error: null,
  });
  const { rejected_samples: samples } = body as unknown as { rejected_samples: { record: number; text: string }[] };
  expect(samples).toContainEqual({ record: 2, reason: 'not_public', text: '10.0.0.1' });
  expect(samples.map(({ text: shown }) => shown)).toEqual(['10.0.0.1', '0x7f.1', 'not an indicator', 'com']);
  const source = await data.call('GET', `/api/v1/sources/${id}`, { as: keyA });
  expect(source.body).toMatchObject({ indicators_count: 2, last_update: expect.any(String) as string });
});

it('D05 leaves out what stands on a list of known false positives, and counts what stands on any list', async () => {
  const admin = data.callers.token(data.teamA, 'admin');
  const lists = [
    [
      admin,
      '?scope=platform',
      { name: 'Top sites', type: 'hostname', category: 'False positive', list: ['google.com'] },
    ],
    [keyA, '', { name: 'A cloud', type: 'cidr', category: 'Known identifier', list: ['5.188.0.0/16'] }],
  ] as const;
  for (const [as, query, json] of lists) {
    expect((await data.call('POST', `/api/v1/warninglists${query}`, { as, json })).status).toBe(201);
  }
  const text =
    '8.8.8.8\n10.0.0.1\ncom\n\nGoogle.com\nwww.google.com\nhttp://google.com/evil\n5.188.206.18\n' +
    'd41d8cd98f00b204e9800998ecf8427e\nevil.example.net\n';
  const id = await data.source(keyA);
  const view = await data.import(keyA, id, text);
  expect(view).toMatchObject({
    state: 'done',
    counts: { records: 9, accepted: 3, rejected: 6 },
    rejected_by_reason: { on_warninglist: 4, not_public: 1, not_an_indicator: 1 },
    flagged_by_list: { 'Public DNS resolvers': 1, 'Top sites': 3, 'A cloud': 1, 'Empty and test files': 1 },
  });
  expect(view.rejected_samples).toContainEqual({ record: 1, reason: 'on_warninglist', text: '8.8.8.8' });
  const { body } = await data.call('GET', `/api/v1/indicators/search?source=${id}`, { as: keyA });
  expect(body.results.map(({ value }) => value).sort()).toEqual([
    '5.188.206.18',
    'evil.example.net',
    'http://google.com/evil',
  ]);
  // What a platform source says is looked up on the lists of the platform alone; a worker does so too.
  const everybody = await data.source(admin, { scope: 'platform' });
  const many = Array.from({ length: 20_000 }, (_, n) => `many-${n}.example.com`).join('\n');
  expect(await data.import(admin, everybody, `5.188.206.18\ngoogle.com\n${many}`)).toMatchObject({
    counts: { accepted: 20_001, rejected: 1 },
    flagged_by_list: { 'Top sites': 1 },
  });
  const found = await data.call('GET', '/api/v1/warninglists?limit=500', { as: admin });
  const top = found.body.results.find(({ name }) => name === 'Top sites');
  expect((await data.call('DELETE', `/api/v1/warninglists/${top?.id ?? ''}`, { as: admin })).status).toBe(204);
});

it('leaves a large file to a worker, and answers with where to follow it', async () => {
  const id = await data.source(keyA, { mode: 'delta' });
  const text = Array.from({ length: 20_000 }, (_, n) => `large-${n}.example.com`).join('\n');
  const { status, body } = await data.call('POST', path(id), { as: keyA, text, type: 'text/plain' });
  expect([status, body.state]).toEqual([202, 'running']);
  const ended = await data.import(keyA, id, text);
  expect(ended).toMatchObject({ state: 'done', mode: 'delta', counts: { accepted: 20_000, rejected: 0 } });
  const { body: first } = await data.call('GET', String(body.url), { as: keyA });
  expect(first).toMatchObject({ state: 'done', counts: { records: 20_000, new: 20_000 } });
  await fileIsGone(body.id);
  const { body: listed } = await data.call('GET', `/api/v1/sources/${id}/imports?limit=1`, { as: keyA });
  expect(listed).toMatchObject({ count: 2, results: [{ id: ended.id }] });
});

it.each([
  ['text/csv', { kind: 'csv', columns: { value: 'ioc' } }, 'id,ioc\n1,formats.example.com\n'],
  [
    'application/json',
    { kind: 'json', items: 'data', fields: { value: 'v' } },
    '{"data":[{"v":"formats.example.com"}]}',
  ],
  ['application/x-ndjson', { kind: 'ndjson', fields: { value: 'v' } }, '{"v":"formats.example.com"}\n'],
  ['text/plain', { kind: 'ndjson', fields: { value: 'v' } }, '{"v":"formats.example.com"}\n'],
])('reads %s as the source describes it', async (type, format, text) => {
  const id = await data.source(keyA, { format });
  expect(await data.import(keyA, id, text, type)).toMatchObject({
    state: 'done',
    counts: { accepted: 1, rejected: 0 },
  });
});

it('reads another format where it needs no description, and refuses it where it does', async () => {
  const id = await data.source(keyA);
  const json = { as: keyA, text: '["described.example.com"]', type: 'application/json' };
  expect(await data.call('POST', path(id), json)).toMatchObject({ status: 201, body: { format: 'json' } });
  const csv = { as: keyA, text: 'a,b\n1,2\n', type: 'text/csv' };
  expect(await data.call('POST', path(id), csv)).toMatchObject({ status: 400, code: 'format_not_described' });
});

it.each([
  ['an error page', 'text/plain', '<html><body>502 Bad Gateway</body></html>', 'nothing_accepted'],
  ['nothing', 'text/plain', '', 'nothing_accepted'],
  ['private addresses only', 'text/plain', '10.0.0.1\n192.168.0.1\n', 'nothing_accepted'],
  ['JSON that ends early', 'application/json', '["a.example.com", "b.exa', 'malformed_file'],
  ['JSON of another shape', 'application/json', '{"error":"no access"}', 'malformed_file'],
])('changes nothing for %s, says why, and keeps it in the history', async (_name, type, text, code) => {
  const id = await data.source(keyA);
  await data.import(keyA, id, 'stays.example.com\n');
  expect(await data.call('POST', path(id), { as: keyA, text, type })).toMatchObject({ status: 400, code });
  const { body: source } = await data.call('GET', `/api/v1/sources/${id}`, { as: keyA });
  expect(source.indicators_count).toBe(1);
  const { body } = await data.call('GET', `/api/v1/sources/${id}/imports`, { as: keyA });
  expect(body.results).toMatchObject([{ state: 'failed', error: { code } }, { state: 'done' }]);
});

it('fails a large file that cannot be read with the same reason, and leaves nothing of it', async () => {
  const id = await data.source(keyA);
  await data.import(keyA, id, 'stays.example.com\n');
  const text = `[${Array.from({ length: 20_000 }, (_, n) => `"broken-${n}.example.com"`).join(',')}`;
  expect(await data.import(keyA, id, text, 'application/json')).toMatchObject({
    state: 'failed',
    error: { code: 'malformed_file' },
    counts: { new: 0 },
  });
  expect(await data.database.query(`SELECT 1 FROM data.team_indicator WHERE lookup_key LIKE 'broken-%'`)).toEqual([]);
  expect(await data.database.query('SELECT seq FROM data.team_import_chunk')).toEqual([]);
});

it('stores hostile text as text', async () => {
  const id = await data.source(keyA, { format: { kind: 'csv', columns: { value: 'v', tags: 't' } } });
  const rows = [
    'v,t',
    String.raw`http://h.example.com/\N\x,"a{b},\ ""q"" \."`,
    `hostile.example.com,"'; DROP TABLE x;--;=1+1"`,
  ];
  expect(await data.import(keyA, id, rows.join('\n'), 'text/csv')).toMatchObject({ counts: { accepted: 2, new: 2 } });
  const { body } = await data.call('GET', '/api/v1/indicators/search?q=hostile.example.com', { as: keyA });
  expect(body.results[0]?.tags).toEqual(["'", '--', '=1+1', 'DROP TABLE x']);
});

it('U03 reads packed files, and of one that is no honest archive nothing', async () => {
  const id = await data.source(keyA);
  const packed = { as: keyA, text: gzipSync('a.example.com\nb.example.com\n'), type: 'application/gzip' };
  expect((await data.call('POST', path(id), packed)).body).toMatchObject({ state: 'done', counts: { new: 2 } });
  const bomb = { ...packed, text: gzipSync(Buffer.alloc(4_194_304)) };
  expect(await data.call('POST', path(id), bomb)).toMatchObject({ status: 400, code: 'malformed_file' });
  const cut = { ...packed, text: packed.text.subarray(0, -9) };
  expect(await data.call('POST', path(id), cut)).toMatchObject({ status: 400, code: 'malformed_file' });
  const { body } = await data.call('GET', `/api/v1/sources/${id}`, { as: keyA });
  expect(body.indicators_count).toBe(2);
});

it.each([
  ['no credential', { as: undefined }, 401],
  ['too little permission', { as: 'member' }, 403],
  ['an unknown parameter', { query: '?encoding=x' }, 400],
  ['a media type that is not taken', { type: 'application/pdf' }, 415],
  ['a source that does not exist', { id: '019aa3f0-5b1e-7c7a-9d51-1f6f0f0a0003' }, 404],
  ['an id that is none', { id: '1' }, 400],
])(
  'refuses a file with %s',
  async (_name, call: { as?: string; query?: string; type?: string; id?: string }, status) => {
    const id = call.id ?? (await data.source(keyA));
    const as = 'as' in call ? call.as && data.callers.key(data.teamA, 'member') : keyA;
    const sent = { as, text: 'a.example.com', type: call.type ?? 'text/plain' };
    expect((await data.call('POST', `${path(id)}${call.query ?? ''}`, sent)).status).toBe(status);
  },
);

it('shows imports to those alone who may see the source', async () => {
  const id = await data.source(keyA);
  const { id: importId } = await data.import(keyA, id, 'a.example.com');
  const followed = `/api/v1/sources/${id}/imports/${importId}`;
  expect((await data.call('GET', followed)).status).toBe(401);
  expect((await data.call('GET', followed, { as: data.callers.key(data.teamB) })).status).toBe(404);
  const narrow = data.callers.key(data.teamA, 'admin', ['indicators:read']);
  expect((await data.call('GET', followed, { as: narrow })).status).toBe(403);
  const other = await data.source(keyA);
  const crossed = `/api/v1/sources/${other}/imports/${importId}`;
  expect((await data.call('GET', crossed, { as: keyA })).status).toBe(404);
});
