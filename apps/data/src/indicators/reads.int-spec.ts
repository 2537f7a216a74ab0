import type { Database } from '@sentrybox/database';
import { DataApp } from '../../test/data-app';
import { KnownIndicatorsRepository } from './known-indicators.repository';
import { candidateSearches } from './search/candidates.sql';
import { branchesOf } from './search/conditions.sql';
import { readQuery } from './search/read-query';
import type { SearchFilter } from './search/search-question';
import { SearchRepository } from './search/search.repository';
import { countSearch, pageSearch } from './search/search.sql';

jest.setTimeout(120_000);

const rows = 12_000;

let data: DataApp;
let database: Database;
let searches: SearchRepository;

/** Rows that the statements of `work` read in all tables of the schema, by whatever plan. */
async function rowsRead(mode: string, work: () => Promise<unknown>): Promise<number> {
  return await database.inTeam(data.teamA, async () => {
    await database.query(`SELECT set_config('plan_cache_mode', $1, true)`, [mode]);
    await searches.forbidScans();
    const before = await readSoFar();
    await work();
    return (await readSoFar()) - before;
  });
}

/** By this connection, since it last reported its numbers. */
async function readSoFar(): Promise<number> {
  const [read] = await database.query<{ n: string }>(
    `SELECT sum(coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)) AS n
     FROM pg_stat_xact_user_tables WHERE schemaname = 'data'`,
  );
  return Number(read?.n);
}

beforeAll(async () => {
  data = await DataApp.start(fetch);
  // A list that has just been imported: nobody has counted the rows yet.
  for (const table of ['indicator', 'sighting', 'team_indicator', 'team_sighting']) {
    await data.database.query(`ALTER TABLE data.${table} SET (autovacuum_enabled = off)`);
  }
  const list = (name: string) =>
    Array.from({ length: rows }, (_, n) =>
      n % 40 === 0 ? `45.${n % 200}.${Math.floor(n / 200)}.7` : `${name}-${n}.example.com`,
    ).join('\n');
  const admin = data.callers.token(data.teamA, 'admin');
  const keyA = data.callers.key(data.teamA);
  await data.import(admin, await data.source(admin, { scope: 'platform' }), list('public'));
  await data.import(keyA, await data.source(keyA), list('own'));
  const rare =
    'value,severity,tags,last\nrare.example.net,critical,odd,2031-01-01\n45.77.1.1,critical,odd,2024-01-01\n';
  const columns = { value: 'value', severity: 'severity', tags: 'tags', last_seen: 'last' };
  for (const [as, scope] of [
    [admin, 'platform'],
    [keyA, 'team'],
  ] as const) {
    const source = await data.source(as, { scope, name: 'rare', format: { kind: 'csv', columns } });
    await data.import(as, source, rare, 'text/csv');
  }
  // As autovacuum does within a minute: until then a search reads what waits to be sorted in, for some ten milliseconds.
  for (const family of ['', 'team_']) {
    await data.database.query(`SELECT gin_clean_pending_list('data.${family}indicator_text_idx')`);
  }
  database = data.database.databaseOf('data');
  searches = new SearchRepository(database);
});

afterAll(() => data.stop());

const scopes = ['team', 'platform'] as const;
const everything: SearchFilter = {
  withTeam: true,
  value: undefined,
  type: undefined,
  severity: undefined,
  threatLevel: undefined,
  confidence: undefined,
  minScore: undefined,
  source: undefined,
  tag: undefined,
  since: undefined,
  isActiveOnly: true,
  at: new Date(),
  isAsOf: false,
};
const newest = { limit: 21, offset: 0, before: undefined, order: undefined };
const asked = (q: string, match?: 'exact' | 'prefix' | 'substring' | 'cidr') =>
  readQuery({ q, match, type: undefined });

/** The newest of both families, to see whether a part is common. */
const sampled = 2_000;

/** What is asked, and how many rows it may read at most where the table has 24,000. */
const shapes: readonly (readonly [name: string, narrowed: Partial<SearchFilter>, most: number])[] = [
  ['the newest', {}, 400],
  ['the newest of a type', { type: 'domain' }, 400],
  ['a prefix that few have', { value: asked('own-777', 'prefix') }, 400],
  ['a prefix that all have', { value: asked('own-', 'prefix') }, 25_000],
  ['a part that few have', { value: asked('-7777.', 'substring') }, sampled + 600],
  // Fewer than enough from the newest down, so that the index is asked as well.
  ['a part of 3 characters that all have', { value: asked('exa', 'substring') }, 52_000],
  ['the beginning of an address', { value: asked('45.120.1', 'substring') }, sampled + 600],
  ['a network', { value: asked('45.120.0.0/16', 'cidr') }, 2_000],
  ['a small network', { value: asked('45.120.3.0/26', 'cidr') }, 600],
  ['networks around an address', { value: asked('45.120.3.9', 'cidr') }, 600],
  ['an IPv6 network', { value: asked('2001:db8::/32', 'cidr') }, 200],
  ['a source', { source: 'rare' }, 200],
  ['a tag of rows', { tag: 'odd' }, 200],
  ['a severity of few', { severity: 5 }, 200],
  ['a threat level of few', { threatLevel: 5 }, 200],
  ['a severity and a part', { severity: 5, value: asked('example', 'substring') }, 52_000],
  ['a confidence of none', { confidence: 0.99 }, 200],
];

/** Every node of a plan that reads a table from its beginning. */
function scansOf(plan: unknown): string[] {
  if (typeof plan !== 'object' || plan === null) return [];
  const own = 'Node Type' in plan && plan['Node Type'] === 'Seq Scan' ? [JSON.stringify(plan)] : [];
  return [...own, ...Object.values(plan).flatMap(scansOf)];
}

describe.each(['without statistics', 'with statistics'])('%s', (statistics) => {
  beforeAll(async () => {
    if (statistics === 'with statistics') await data.database.query('ANALYZE');
  });

  it.each(['force_custom_plan', 'force_generic_plan'])(
    'D04 a look-up reads no more than it answers (%s)',
    async (mode) => {
      const known = new KnownIndicatorsRepository(database);
      const find = (count: number) => () =>
        known.find(
          scopes,
          Array.from({ length: count }, (_, n) => ({ type: 'domain' as const, value: `public-${n * 7}.example.com` })),
        );
      expect(await rowsRead(mode, find(1))).toBeLessThan(20);
      expect(await rowsRead(mode, find(1_000))).toBeLessThan(20_000);
      expect(await rowsRead(mode, () => known.findByKeys(scopes, ['public-7.example.com'], undefined))).toBeLessThan(
        20,
      );
    },
  );

  it.each(shapes)('D04 %s: reads what it needs and scans no table', async (_name, narrowed, most) => {
    const filter = { ...everything, ...narrowed };
    const read = await rowsRead('auto', async () => {
      await searches.page(filter, await searches.candidates(filter), newest);
    });
    expect(read).toBeLessThan(most);
    const plans = await database.inTeam(data.teamA, async () => {
      await searches.forbidScans();
      const asked = [
        ...branchesOf(filter).flatMap((branch) => candidateSearches(filter, branch, 10_001)),
        ...[(await searches.candidates(filter))?.ids ?? ('all' as const), 'all' as const].flatMap((ids) => [
          pageSearch(filter, ids, newest),
          countSearch(filter, ids, 10_001),
        ]),
      ];
      const found: unknown[] = [];
      for (const { text, values } of asked)
        found.push(...(await database.query(`EXPLAIN (FORMAT JSON) ${text}`, values)));
      return found;
    });
    expect(plans.flatMap(scansOf)).toEqual([]);
  });

  it('D04 a part that all have is counted by what few sightings say', async () => {
    const filter = { ...everything, value: asked('exa', 'substring') };
    const count = async () => await searches.count(filter, await searches.candidates(filter));
    const totalAndRead = async () => {
      let total = 0;
      const read = await rowsRead('auto', async () => {
        total = await count();
      });
      return { total, read };
    };
    const plain = await totalAndRead();
    expect(plain.total).toBe(10_001);
    expect(plain.read).toBeLessThan(52_000);
    // One source that adds something of its own: each candidate is asked for its sightings.
    await data.database.query(`UPDATE data.source SET valid_for_seconds = 3600 WHERE name = 'rare'`);
    const judged = await totalAndRead();
    expect(judged.total).toBe(10_001);
    expect(judged.read).toBeGreaterThan(plain.read + 10_000);
    await data.database.query(`UPDATE data.source SET valid_for_seconds = NULL WHERE name = 'rare'`);
  });

  it('D04 a part that only the public rows have is not looked for among the rows of the team', async () => {
    const filter = { ...everything, value: asked('public-', 'substring') };
    const candidates = await database.inTeam(data.teamA, async () => {
      await searches.forbidScans();
      return await searches.candidates(filter);
    });
    expect(candidates?.isComplete).toBe(false);
    expect(await rowsRead('auto', () => searches.page(filter, candidates, newest))).toBeLessThan(400);
  });

  it('D04 the page behind a cursor costs what the first one does', async () => {
    const [last] = await database.inTeam(data.teamA, () =>
      searches.page(everything, undefined, { ...newest, limit: 1, offset: rows }),
    );
    const deep = await rowsRead('auto', () => searches.page(everything, undefined, { ...newest, before: last?.id }));
    expect(deep).toBeLessThan(400);
  });
});
