import type { Database } from '@sentrybox/database';
import { DataApp } from '../../test/data-app';
import { KnownIndicatorsRepository } from './known-indicators.repository';
import { SearchRepository } from './search.repository';
import type { SearchFilter } from './search.sql';

jest.setTimeout(120_000);

const rows = 12_000;

let data: DataApp;
let database: Database;

/** Rows that the statements of `work` read in all tables of the schema, by whatever plan. */
async function rowsRead(mode: string, work: () => Promise<unknown>): Promise<number> {
  return await database.inTeam(data.teamA, async () => {
    await database.query(`SELECT set_config('plan_cache_mode', $1, true)`, [mode]);
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
  const list = (name: string) => Array.from({ length: rows }, (_, n) => `${name}-${n}.example.com`).join('\n');
  const admin = data.callers.token(data.teamA, 'admin');
  await data.import(admin, await data.source(admin, { scope: 'platform' }), list('public'));
  const keyA = data.callers.key(data.teamA);
  await data.import(keyA, await data.source(keyA), list('own'));
  database = data.database.databaseOf('data');
});

afterAll(() => data.stop());

const scopes = ['team', 'platform'] as const;
const filter: SearchFilter = {
  withTeam: true,
  keys: undefined,
  prefixes: undefined,
  type: undefined,
  severity: undefined,
  threatLevel: undefined,
  confidence: undefined,
  source: undefined,
  tag: undefined,
  since: undefined,
  isActiveOnly: true,
  before: undefined,
};

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
    },
  );

  it.each([
    ['an exact search', { keys: ['own-77.example.com'] }],
    ['an exact search of a type', { keys: ['public-77.example.com'], type: 'domain' }],
    ['the newest', {}],
    ['the newest of a type', { type: 'domain' }],
  ])('D04 %s reads about a page', async (_name, narrowed) => {
    const searches = new SearchRepository(database);
    expect(await rowsRead('auto', () => searches.page({ ...filter, ...narrowed }, 21, 0))).toBeLessThan(400);
  });

  it('D04 the page behind a cursor costs what the first one does', async () => {
    const searches = new SearchRepository(database);
    const [last] = await database.inTeam(data.teamA, () => searches.page(filter, 1, rows));
    const deep = await rowsRead('auto', () => searches.page({ ...filter, before: last?.id }, 21, 0));
    expect(deep).toBeLessThan(400);
  });
});
