import { uuidv7 } from '@sentrybox/database';
import type { Database } from '@sentrybox/database';
import type { CsvFormat, ImportMode, SourceFormat, SourceScope } from '@sentrybox/contracts';
import { testDatabase } from '@sentrybox/testing';
import type { TestDatabase } from '@sentrybox/testing';
import { migrations } from '../../migrations';
import { WriteTurn } from '../../model';
import { MergeRepository } from './merge.repository';
import type { MergeOutcome } from './merge.repository';
import { FileReading } from './read-file';

const team = uuidv7();
const otherTeam = uuidv7();
const lines: SourceFormat = { kind: 'lines', comment: '#', value_column: 0 };
const csv: CsvFormat = {
  kind: 'csv',
  comment: '#',
  delimiter: ',',
  has_header: true,
  columns: { value: 'value', confidence: 'confidence', severity: 'severity', tags: 'tags', first_seen: 'first' },
};
const firstDay = new Date('2026-05-01T00:00:00Z');
const secondDay = new Date('2026-05-02T00:00:00Z');
const thirdDay = new Date('2026-05-03T00:00:00Z');

let test: TestDatabase;
let database: Database;
let merges: MergeRepository;

beforeAll(async () => {
  test = await testDatabase([{ app: 'data', migrations }]);
  database = test.databaseOf('data');
  merges = new MergeRepository(database);
});

afterAll(() => test.drop());

async function addSource(scope: SourceScope, teamId: string = team): Promise<string> {
  const id = uuidv7();
  const values = `$1::uuid, $1::uuid::text, '', 'open_source', 'x', 'C', '{}', 'snapshot', 0.5, 3, '{scanner}', '{feed}', true`;
  const columns =
    'id, name, description, source_type, lineage, reliability, format, mode, default_confidence, default_severity, threat_types, tags, is_enabled';
  if (scope === 'platform') await test.query(`INSERT INTO data.source (${columns}) VALUES (${values})`, [id]);
  else await test.query(`INSERT INTO data.team_source (team_id, ${columns}) VALUES ($2, ${values})`, [id, teamId]);
  return id;
}

interface Run {
  readonly mode?: ImportMode;
  readonly now?: Date;
  readonly format?: SourceFormat;
  readonly teamId?: string;
}

async function run(scope: SourceScope, sourceId: string, text: string, how: Run = {}): Promise<MergeOutcome> {
  const { mode = 'snapshot', now = firstDay, format = lines, teamId = team } = how;
  async function* chunks(): AsyncGenerator<Buffer, void> {
    await Promise.resolve();
    yield Buffer.from(text);
  }
  return await database.inTeam(teamId, async () => {
    await new WriteTurn(database).take(scope, 5_000);
    const staged = await merges.stage(new FileReading(format, now, () => undefined).lines(chunks()));
    return await merges.merge({ scope, sourceId, mode, now, staged });
  });
}

interface SightingRow {
  readonly value: string;
  readonly first_seen_at: Date;
  readonly last_seen_at: Date | null;
  readonly delisted_at: Date | null;
}

async function sightingsOf(sourceId: string, prefix = ''): Promise<SightingRow[]> {
  return await test.query<SightingRow>(
    `SELECT coalesce(i.long_value, i.lookup_key) AS value, s.first_seen_at, s.last_seen_at, s.delisted_at
     FROM data.${prefix}sighting s JOIN data.${prefix}indicator i ON i.id = s.indicator_id
     WHERE s.source_id = $1 ORDER BY i.lookup_key`,
    [sourceId],
  );
}

/** What the source itself says. */
async function listedBy(sourceId: string, prefix: string): Promise<number> {
  const [row] = await test.query<{ n: string }>(
    `SELECT indicators_count AS n FROM data.${prefix}source WHERE id = $1`,
    [sourceId],
  );
  return Number(row?.n);
}

describe.each(['platform', 'team'] as const)('a list of a %s source', (scope) => {
  const prefix = scope === 'team' ? 'team_' : '';

  it('goes through a list that is most of what there is in order, with the same outcome', async () => {
    const source = await addSource(scope);
    const names = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, n) => `${(from + n) * 7_919}.${scope}.example.org\n`).reverse();
    await run(scope, source, names(0, 3_000).join(''));
    const again = [...names(100, 3_000), ...names(200, 220), ...names(3_000, 3_030)].join('');
    expect(await run(scope, source, again, { now: secondDay })).toMatchObject({
      ...{ new: 30, updated: 0, unchanged: 2_900, delisted: 100, duplicates: 20 },
    });
    expect(await run(scope, source, names(50, 3_000).join(''), { now: thirdDay })).toMatchObject({
      ...{ new: 0, updated: 50, unchanged: 2_900, delisted: 30, duplicates: 0 },
    });
    expect(await listedBy(source, prefix)).toBe(2_950);
    const rows = await sightingsOf(source, prefix);
    expect(rows.filter((row) => row.delisted_at === null)).toHaveLength(2_950);
    expect(rows.filter((row) => row.last_seen_at !== null)).toHaveLength(80);
  });

  it('adds what is new, writes nothing that is unchanged, delists what is gone and lists it again', async () => {
    const source = await addSource(scope);
    const first = await run(scope, source, 'a.example.com\nb.example.com\nA.EXAMPLE.com\n');
    expect(first).toMatchObject({ new: 2, updated: 0, unchanged: 0, delisted: 0, duplicates: 1, isSourceThere: true });

    expect(await run(scope, source, 'b.example.com\na.example.com\n', { now: secondDay })).toMatchObject({
      new: 0,
      updated: 0,
      unchanged: 2,
      delisted: 0,
    });

    expect(await run(scope, source, 'a.example.com\nc.example.com\n', { now: thirdDay })).toMatchObject({
      new: 1,
      unchanged: 1,
      delisted: 1,
    });
    const [, gone] = await sightingsOf(source, prefix);
    // Last seen in the list before the one it was missing from.
    expect(gone).toMatchObject({ value: 'b.example.com', last_seen_at: secondDay, delisted_at: thirdDay });

    const back = await run(scope, source, 'a.example.com\nb.example.com\nc.example.com\n', { now: thirdDay });
    expect(back).toMatchObject({ new: 0, updated: 1, unchanged: 2, delisted: 0 });
    expect(await listedBy(source, prefix)).toBe(3);
    expect(await sightingsOf(source, prefix)).toMatchObject([
      { value: 'a.example.com', first_seen_at: firstDay, delisted_at: null },
      { value: 'b.example.com', first_seen_at: firstDay, delisted_at: null },
      { value: 'c.example.com', first_seen_at: thirdDay, delisted_at: null },
    ]);
    const [counted] = await test.query(`SELECT indicators_count::int AS n FROM data.${prefix}source WHERE id = $1`, [
      source,
    ]);
    expect(counted).toEqual({ n: 3 });
  });

  it('keeps what a delta does not name, and notes when it named the rest', async () => {
    const source = await addSource(scope);
    await run(scope, source, 'd1.example.com\nd2.example.com\n', { mode: 'delta' });
    const later = await run(scope, source, 'd2.example.com\nd3.example.com\n', { mode: 'delta', now: secondDay });
    expect(later).toMatchObject({ new: 1, updated: 1, unchanged: 0, delisted: 0 });
    expect(await sightingsOf(source, prefix)).toMatchObject([
      { value: 'd1.example.com', last_seen_at: firstDay },
      { value: 'd2.example.com', last_seen_at: secondDay },
      { value: 'd3.example.com', last_seen_at: secondDay },
    ]);
  });

  it('stores what a record says of itself and leaves the rest to the source', async () => {
    const source = await addSource(scope);
    const text = 'value,confidence,severity,tags,first\nf.example.com,90,high,"x; y",2026-04-01\ng.example.com,,,,\n';
    await run(scope, source, text, { format: csv });
    const rows = await test.query(
      `SELECT confidence, severity, tags, first_seen_at FROM data.${prefix}sighting WHERE source_id = $1
       ORDER BY confidence NULLS LAST`,
      [source],
    );
    expect(rows).toEqual([
      { confidence: 0.9, severity: 4, tags: ['x', 'y'], first_seen_at: new Date('2026-04-01T00:00:00Z') },
      { confidence: null, severity: null, tags: null, first_seen_at: firstDay },
    ]);
  });

  it('keeps one indicator for two sources, and stores values beyond the limit of a btree key', async () => {
    const [one, two] = [await addSource(scope), await addSource(scope)];
    const long = `http://shared.example.com/${'x'.repeat(4_000)}`;
    await run(scope, one, `${long}\nshared.example.com\n`);
    await run(scope, two, `${long}\nshared.example.com\n`);
    const indicators = await test.query(
      `SELECT type FROM data.${prefix}indicator WHERE lookup_key = 'shared.example.com' OR long_value = $1`,
      [long],
    );
    expect(indicators).toHaveLength(2);
    expect(await sightingsOf(one, prefix)).toEqual(await sightingsOf(two, prefix));
  });

  it('leaves everything as it was when the source is deleted meanwhile', async () => {
    const source = await addSource(scope);
    await test.query(`UPDATE data.${prefix}source SET deleted_at = now() WHERE id = $1`, [source]);
    expect(await run(scope, source, 'gone.example.com\n')).toMatchObject({ isSourceThere: false });
  });
});

it('keeps the lists of teams apart, on disk too', async () => {
  const [mine, theirs] = [await addSource('team', team), await addSource('team', otherTeam)];
  await run('team', mine, 'apart.example.com\n');
  await run('team', theirs, 'apart.example.com\n', { teamId: otherTeam });
  const rows = await test.query(`SELECT team_id FROM data.team_indicator WHERE lookup_key = 'apart.example.com'`);
  expect(rows).toHaveLength(2);
  const seen = await database.inTeam(otherTeam, () =>
    database.query(`SELECT team_id FROM data.team_indicator WHERE lookup_key = 'apart.example.com'`),
  );
  expect(seen).toEqual([{ team_id: otherTeam }]);
  expect(await database.query('SELECT 1 FROM data.team_sighting')).toEqual([]);
});

it('makes two imports of one scope take turns', async () => {
  await database.inTeam(team, async () => {
    await new WriteTurn(database).take('platform', 1_000);
    const other = test.databaseOf('data');
    expect(await other.inTeam(otherTeam, () => new WriteTurn(other).tryTake('platform'))).toBe(false);
    expect(await other.inTeam(otherTeam, () => new WriteTurn(other).tryTake('team'))).toBe(true);
  });
});
