import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import Ajv2020 from 'ajv/dist/2020';
import { DataApp } from '../../test/data-app';

jest.setTimeout(60_000);

let data: DataApp;
let admin: string;
let keyA: string;
let keyB: string;

const columns = {
  value: 'value',
  tags: 'tags',
  tlp: 'tlp',
  family: 'family',
  expires_at: 'expires',
  confidence: 'confidence',
};

beforeAll(async () => {
  data = await DataApp.start(fetch);
  admin = data.callers.token(data.teamA, 'admin');
  keyA = data.callers.key(data.teamA);
  keyB = data.callers.key(data.teamB);
  const format = { kind: 'csv', columns };
  const everybody = await data.source(admin, { scope: 'platform', name: '=cmd|calc', format });
  const rows = [
    'value,tags,tlp,family,expires,confidence',
    '45.77.10.20,+tag,clear,@evil,2031-01-01,0.9',
    'green.example.com,,green,,,',
    'amber.example.com,,amber,,,',
    'red.example.com,,red,,,',
    "https://shop.example.com/it's?a=\\b,,clear,,,",
    '5f4dcc3b5aa765d61d8327deb882cf99,,clear,,,',
    '2a00:1450::5,,clear,,,',
    '45.77.0.0/16,,clear,,,',
    'AS64500,,clear,,,',
    'CVE-2026-1234,,clear,,,',
  ];
  await data.import(admin, everybody, rows.join('\n'), 'text/csv');
  await data.import(
    keyA,
    await data.source(keyA, { name: 'Own', format, tlp: 'red' }),
    'value,tags,tlp,family,expires,confidence\nown-red.example.net,,,,,\n',
    'text/csv',
  );
  await data.import(keyA, await data.source(keyA, { name: 'Own 2' }), 'own.example.net\n');
});

afterAll(() => data.stop());

const file = (format: string, as?: string, query = '') => data.text(`/api/v1/exports/${format}${query}`, as);

it('D07 lets out what its reader may pass on, and nothing that is red', async () => {
  const names = async (as?: string) =>
    (await file('list', as, '?type=domain')).text
      .split('\n')
      .filter((name) => name !== '')
      .sort();
  expect(await names()).toEqual(['green.example.com']);
  expect(await names(keyB)).toEqual(['amber.example.com', 'green.example.com']);
  expect(await names(keyA)).toEqual(['amber.example.com', 'green.example.com', 'own.example.net']);
  for (const format of ['csv', 'ndjson', 'stix']) {
    for (const as of [undefined, keyA, keyB]) expect((await file(format, as)).text).not.toContain('red.example');
  }
});

it('U04 writes nothing into a table that a spreadsheet would compute', async () => {
  const { headers, text } = await file('csv');
  expect(headers.get('content-type')).toBe('text/csv; charset=utf-8');
  const [header, ...rows] = text.trimEnd().split('\r\n');
  expect(header).toMatch(/^type,value,/);
  expect(rows).toHaveLength(8);
  for (const row of rows) expect(row).toContain(",'=cmd|calc");
  expect(rows.find((row) => row.includes('45.77.10.20'))).toContain(",'@evil,'+tag,");
});

it('answers an unchanged list with 304, and a changed one anew', async () => {
  const first = await file('list', undefined, '?type=ipv4');
  expect([first.status, first.text]).toEqual([200, '45.77.10.20\n']);
  const etag = first.headers.get('etag') ?? '';
  const again = await data.text('/api/v1/exports/list?type=ipv4', undefined, { 'if-none-match': etag });
  expect([again.status, again.text, again.headers.get('etag')]).toEqual([304, '', etag]);
  // Another reader's list is another list.
  expect((await data.text('/api/v1/exports/list?type=ipv4', keyA, { 'if-none-match': etag })).status).toBe(200);
  const more = await data.source(admin, { scope: 'platform', name: 'More' });
  await data.import(admin, more, '45.77.10.21\n');
  const changed = await data.text('/api/v1/exports/list?type=ipv4', undefined, { 'if-none-match': etag });
  expect([changed.status, changed.text.split('\n').sort()]).toEqual([200, ['', '45.77.10.20', '45.77.10.21']]);
  await data.call('DELETE', `/api/v1/sources/${more}`, { as: admin });
});

it('narrows by what a search is narrowed by', async () => {
  expect((await file('ndjson', undefined, '?confidence=0.8')).text.trim().split('\n')).toHaveLength(1);
  expect((await file('ndjson', undefined, '?tag=%2Btag')).text).toContain('45.77.10.20');
});

it('names the same objects in every bundle', async () => {
  interface Bundle {
    readonly objects: {
      readonly id: string;
      readonly type: string;
      readonly pattern?: string;
      readonly object_marking_refs?: string[];
    }[];
  }
  const bundle = async () => JSON.parse((await file('stix', keyB)).text) as Bundle; // as the platform writes it
  const [one, two] = [await bundle(), await bundle()];
  expect(two.objects.map(({ id }) => id)).toEqual(one.objects.map(({ id }) => id));
  // Made from the value alone with the namespace of STIX 2.1, 2.9, as other producers do: the specification's own way.
  expect(one.objects.map(({ id }) => id)).toContain('ipv4-addr--21c4fddb-5fa5-53f7-b3a2-8ea34db50966');
  const patterns = one.objects.flatMap(({ pattern }) => pattern ?? []);
  expect(patterns).toContain("[url:value = 'https://shop.example.com/it\\'s?a=\\\\b']");
  expect(patterns).toContain('[autonomous-system:number = 64500]');
  expect(patterns.some((pattern) => pattern.includes('CVE'))).toBe(false);
  const amber = one.objects.find(({ pattern }) => pattern?.includes('amber') === true);
  expect(amber?.object_marking_refs).toEqual(['marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421']);
});

it.each([
  ['list', 'type_required'],
  ['csv?q=a', 'invalid_request'],
  ['xml', 'invalid_request'],
])('refuses %s', async (path, code) => {
  expect(await data.call('GET', `/api/v1/exports/${path}`)).toMatchObject({ status: 400, code });
});

const corpora = process.env.CORPORA_DIR;
(corpora === undefined ? it.skip : it)('writes bundles by the published schemas (needs CORPORA_DIR)', async () => {
  const folder = join(corpora ?? '', 'vectors/stix/schemas');
  const ajv = new Ajv2020({ strict: false, validateFormats: false, unicodeRegExp: false });
  const ids = new Map<string, string>();
  for (const part of readdirSync(folder)) {
    for (const name of readdirSync(join(folder, part))) {
      const schema = JSON.parse(readFileSync(join(folder, part, name), 'utf8')) as { $id: string }; // published
      ajv.addSchema(schema);
      ids.set(name.replace('.json', ''), schema.$id);
    }
  }
  const bundle = JSON.parse((await file('stix', keyA)).text) as { objects: { type: string }[] };
  const faults = [bundle as object & { type?: string }, ...bundle.objects].flatMap((object) => {
    const validate = ajv.getSchema(ids.get(object.type ?? '') ?? '');
    if (validate === undefined) return [`no schema for ${String(object.type)}`];
    return validate(object) === true ? [] : [`${String(object.type)}: ${ajv.errorsText(validate.errors)}`];
  });
  expect(faults).toEqual([]);
});
