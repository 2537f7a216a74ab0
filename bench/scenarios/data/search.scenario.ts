import { request } from '@sentrybox/testing';
import type { Client } from 'pg';
import type { Arena, Contestant, Measurement, Scenario } from '../../harness/scenario';
import { percentile } from '../../harness/statistics';
import { filledTables } from './filled-tables';
import type { FilledTables } from './filled-tables';

const sizes = [100_000, 1_000_000];
const wanted = Number(process.env.SENTRYBOX_BENCH_ROWS ?? 0);
const bulkSize = 10_000;
const pageSize = 100;
const pagesBehind = [10, 101, 1_001];
/** Less is noise on a machine that makes the load too. */
const flatness = 1.25;
/** Parts of names: some that thousands have, some that few have, some that none has. */
const parts = [
  'secure-',
  'bank-',
  'x.com',
  'login-1',
  'portal-z',
  'drive-77',
  'zzqq',
  'cloud-abc',
  'pay-k',
  'shop-9z9',
];

/** Searches of `npm run bench data`; ten million rows with SENTRYBOX_BENCH_ROWS=10000000. */
export const dataSearch: Scenario = {
  name: 'data-search',
  title: 'Searches among a hundred thousand and a million indicators',
  description:
    'Milliseconds per request at the 95th percentile, one after another, over HTTP with a key whose team has a list of its ' +
    `own, beside the same question to PostgreSQL alone at the same size: a bulk look-up of ${bulkSize.toLocaleString('en')} ` +
    'values (half of them known), a substring (ten parts, frequent and rare), the first page of 100 and others far behind it ' +
    'by cursor, each with its total. PostgreSQL alone answers rows without what is said of them and without a total, ' +
    'unsorted where the product sorts. Required at a million: a substring in 50 ms (p95), a bulk look-up in 300 ms (p50), and pages ' +
    `that take no more than ${flatness} of the first one’s median, however far behind it they are.`,
  unit: 'ms',
  isHigherBetter: false,
  rounds: 3,
  ...(wanted > 0 ? { limitMs: 7_200_000 } : {}),
  open,
};

async function open(): Promise<Arena> {
  const filled: FilledTables[] = [];
  const close = async (): Promise<void> => {
    await Promise.all(filled.map((each) => each.close()));
  };
  try {
    for (const rows of wanted > 0 ? [wanted] : sizes) filled.push(await filledTables(rows));
    const rows: Row[] = [];
    for (const each of filled) rows.push(...(await contestantsOf(each)));
    return { contestants: rows.map((each, index) => ({ ...each, isBaseline: index === 0 })), close };
  } catch (error) {
    await close();
    throw error;
  }
}

type Row = Omit<Contestant, 'isBaseline'>;

async function contestantsOf(tables: FilledTables): Promise<Row[]> {
  const { installation, client, addresses, names } = tables;
  const at = `${((addresses.length + names.length) / 1e6).toString()} M`;
  const unknown = addresses.slice(0, bulkSize / 2).map((address) => `${address}.example.net`);
  const indicators = [...names.slice(0, bulkSize / 2), ...unknown];
  const get = async (query: string) => {
    const url = `${installation.urls.data}/api/v1/indicators/search?${query}`;
    const { status, body } = await request(url, { credential: installation.apiKey });
    if (status !== 200) throw new Error(`${query} answered ${status}.`);
    return body as { readonly pagination: { readonly next_cursor?: string } };
  };
  const postgres = { pids: () => [installation.postgresPid] };
  const product = { pids: () => [installation.pid] };
  return [
    { name: `PostgreSQL, bulk, ${at}`, ...postgres, measure: () => timed(5, () => bulk(client, indicators)) },
    {
      name: `Sentrybox, bulk, ${at}`,
      ...product,
      detailLimits: { p50_ms: 300 },
      measure: () =>
        timed(5, async () => {
          const url = `${installation.urls.data}/api/v1/indicators/bulk-lookup`;
          const { status } = await request(url, { credential: installation.apiKey, body: { indicators } });
          if (status !== 200) throw new Error(`The bulk look-up answered ${status}.`);
        }),
    },
    {
      name: `PostgreSQL, substring, ${at}`,
      ...postgres,
      measure: () => timed(50, (n) => substring(client, partOf(n))),
    },
    {
      name: `Sentrybox, substring, ${at}`,
      ...product,
      limit: 50,
      measure: () => timed(50, (n) => get(`q=${partOf(n)}&match=substring`)),
    },
    ...(await pages(tables, get, at)),
  ];
}

type Get = (query: string) => Promise<{ readonly pagination: { readonly next_cursor?: string } }>;

/** The first page, and what the others take of its time. */
async function pages({ installation, client, addresses }: FilledTables, get: Get, at: string): Promise<Row[]> {
  const product = { pids: () => [installation.pid] };
  let firstMs = 0;
  const ofFirst = (measured: Measurement): Measurement => ({
    ...measured,
    details: { ...measured.details, of_first_page: (measured.details?.p50_ms ?? 0) / firstMs },
  });
  const numbers = pagesBehind.filter((number) => (number - 1) * pageSize < 2 * addresses.length);
  const deepest = Math.max(...numbers);
  const [{ id } = { id: '' }] = (
    await client.query<{ id: string }>('SELECT id FROM data.indicator ORDER BY id DESC OFFSET $1 LIMIT 1', [
      (deepest - 1) * pageSize,
    ])
  ).rows;
  const first: Row = {
    name: `Sentrybox, first page, ${at}`,
    ...product,
    measure: async () => {
      const measured = await timed(20, () => get(`limit=${pageSize}`));
      firstMs = measured.details?.p50_ms ?? 0;
      return measured;
    },
  };
  const behind: Row[] = [];
  let cursor = '';
  let reached = 1;
  for (const number of numbers) {
    const before = await cursorBehind(get, (number - reached) * pageSize, cursor);
    behind.push({
      name: `Sentrybox, page ${number.toLocaleString('en')} by cursor, ${at}`,
      ...product,
      detailLimits: { of_first_page: flatness },
      measure: async () => ofFirst(await timed(20, () => get(`limit=${pageSize}&cursor=${before}`))),
    });
    [cursor, reached] = [before, number];
  }
  return [
    {
      name: `PostgreSQL, page ${deepest.toLocaleString('en')} by id, ${at}`,
      pids: () => [installation.postgresPid],
      measure: () => timed(20, () => page(client, id)),
    },
    first,
    ...behind,
  ];
}

async function page(client: Client, before: string): Promise<void> {
  await client.query('SELECT id, type, lookup_key FROM data.indicator WHERE id < $1 ORDER BY id DESC LIMIT $2', [
    before,
    pageSize + 1,
  ]);
}

const partOf = (n: number): string => parts[n % parts.length] ?? '';

/** At once; quick enough on a busy machine too. */
const mostSkipped = 1_000;

/** @param from a cursor, empty at the beginning */
async function cursorBehind(get: Get, rows: number, from: string): Promise<string> {
  let cursor = from;
  for (let left = rows; left > 0; left -= mostSkipped) {
    const limit = Math.min(left, mostSkipped);
    const { pagination } = await get(`limit=${limit}${cursor === '' ? '' : `&cursor=${cursor}`}`);
    cursor = pagination.next_cursor ?? '';
  }
  return cursor;
}

async function bulk(client: Client, values: readonly string[]): Promise<void> {
  await client.query(
    `SELECT i.id, i.type, i.lookup_key FROM unnest($1::text[]) k(value)
     JOIN data.indicator i ON i.lookup_key = k.value`,
    [values],
  );
}

async function substring(client: Client, part: string): Promise<void> {
  await client.query(
    `SELECT id, type, lookup_key FROM data.indicator
     WHERE (type IN ('domain', 'onion', 'url', 'email', 'file_name', 'windows_path', 'unix_path', 'unc_path',
       'registry_key', 'user_agent', 'yara_rule', 'cve')) IS TRUE AND coalesce(long_value, lookup_key) ILIKE $1 LIMIT 21`,
    [`%${part}%`],
  );
}

/** The 95th percentile of so many runs. */
async function timed(count: number, run: (n: number) => Promise<unknown>): Promise<Measurement> {
  const tookMs: number[] = [];
  for (let n = 0; n < count; n += 1) {
    const startedMs = performance.now();
    await run(n);
    tookMs.push(performance.now() - startedMs);
  }
  return { value: percentile(tookMs, 0.95), count, details: { p50_ms: percentile(tookMs, 0.5) } };
}
