import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DataApp } from '../../test/data-app';
import { mmdbOf } from '../../test/mmdb-writer';

jest.setTimeout(60_000);

let data: DataApp;
let key: string;
let folder: string;

const bitsOf = (address: string, bits: number) =>
  address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('')
    .slice(0, bits);

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mmdb-'));
  const city = {
    country: { iso_code: 'NL' },
    city: { names: { en: 'Utrecht' } },
    location: { latitude: 52.09, longitude: 5.12 },
  };
  const asn = { autonomous_system_number: 64_500, autonomous_system_organization: 'Example Hosting' };
  writeFileSync(join(folder, 'city.mmdb'), mmdbOf(new Map([[bitsOf('45.77.0.0', 16), city]])));
  writeFileSync(join(folder, 'asn.mmdb'), mmdbOf(new Map([[bitsOf('45.77.0.0', 17), asn]])));
  const paths = [join(folder, 'city.mmdb'), join(folder, 'asn.mmdb')].join(',');
  data = await DataApp.start(fetch, 'all', { MMDB_PATHS: paths });
  key = data.callers.key(data.teamA);
  const admin = data.callers.token(data.teamA, 'admin');
  const everybody = await data.source(admin, {
    scope: 'platform',
    name: 'Everybody',
    threat_types: ['c2'],
    reliability: 'A',
  });
  const values = [
    '45.77.10.20',
    '45.77.0.0/16',
    'http://45.77.10.20/gate.php',
    'http://45.77.10.201/other',
    'evil-shop.example.com',
    'https://evil-shop.example.com/pay',
    'cdn.evil-shop.example.com',
    'notevil-shop.example.com',
    'seller@evil-shop.example.com',
  ];
  await data.import(admin, everybody, values.join('\n'));
  await data.import(key, await data.source(key, { name: 'Own' }), 'hidden.evil-shop.example.com\n');
  // No list that arrives brings these; a person may still say so.
  for (const value of ['8.8.8.8', 'd41d8cd98f00b204e9800998ecf8427e']) {
    await data.call('POST', '/api/v1/indicators', { as: key, json: { value } });
  }
});

afterAll(async () => {
  await data.stop();
  rmSync(folder, { recursive: true });
});

const page = async (path: string, as?: string) =>
  (await data.call('GET', `/api/v1/intelligence/${path}`, { as })) as unknown as {
    status: number;
    body: { related: { value: string }[]; warninglists: { list: string }[] };
  };
const related = async (path: string, as?: string) =>
  (await page(path, as)).body.related.map(({ value }) => value).sort();

it('joins what sources say of an address with where it is and what lies on it and around it', async () => {
  expect(await page('ip/45[.]77[.]10[.]20')).toMatchObject({
    status: 200,
    body: {
      ip: '45.77.10.20',
      type: 'ipv4',
      found: true,
      is_public: true,
      indicator: { status: 'active', sightings: [{ source: 'Everybody' }] },
      threat_indicators: [{ source: 'Everybody', type: 'c2' }],
      warninglists: [],
      geolocation: { state: 'ok', country: 'NL', city: 'Utrecht', latitude: 52.09, longitude: 5.12 },
      asn: { state: 'ok', asn: 64_500, organization: 'Example Hosting' },
    },
  });
  expect(await related('ip/45.77.10.20')).toEqual(['45.77.0.0/16', 'http://45.77.10.20/gate.php']);
});

it('says that nothing is known instead of guessing', async () => {
  expect(await page('ip/45.78.1.1')).toMatchObject({
    body: {
      found: false,
      indicator: null,
      reputation_score: 0,
      geolocation: { state: 'not_found', country: null },
      asn: { state: 'not_found', asn: null },
    },
  });
  const { body } = await page('ip/10.1.2.3');
  expect(body).toMatchObject({ is_public: false, warninglists: [{ signal: 'non_public' }] });
});

it('finds what lies on a name and below it, of others only what merely looks alike', async () => {
  const below = ['cdn.evil-shop.example.com', 'https://evil-shop.example.com/pay', 'seller@evil-shop.example.com'];
  expect(await related('domain/evil-shop.example.com')).toEqual(below);
  expect(await related('domain/EVIL-SHOP.example.com', key)).toEqual([...below, 'hidden.evil-shop.example.com'].sort());
  expect(await page('domain/evil-shop.example.com')).toMatchObject({ body: { registrable_domain: 'example.com' } });
});

it('knows URLs by their host, and digests', async () => {
  const url = encodeURIComponent('https://cdn.evil-shop.example.com/other?a=b/c');
  expect(await page(`url/${url}`)).toMatchObject({ body: { found: false, host: 'cdn.evil-shop.example.com' } });
  expect(await related(`url/${url}`)).toEqual(['cdn.evil-shop.example.com', 'evil-shop.example.com']);
  expect(await page('hash/D41D8CD98F00B204E9800998ECF8427E', key)).toMatchObject({
    body: { found: true, hash_type: 'md5', warninglists: [{ signal: 'test_artifact' }] },
  });
});

it('D05 shows that a value is well known beside what a source says of it', async () => {
  const { body } = await page('ip/8.8.8.8', key);
  expect(body).toMatchObject({ found: true, warninglists: [{ entry: '8.8.8.8', signal: 'known_false_positive' }] });
  expect(await page('ip/8.8.8.8')).toMatchObject({ body: { found: false } });
});

it.each(['ip/example.com', 'ip/1.2.3', 'domain/1.2.3.4', 'hash/zz', 'url/example.com', `ip/${'1'.repeat(5_000)}`])(
  'refuses %s',
  async (path) => {
    expect((await page(path)).status).toBe(400);
  },
);
