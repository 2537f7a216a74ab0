import { uuidv7 } from '@sentrybox/database';
import type { Reply } from '../../test/data-app';
import { KillArena } from '../../test/kills/kill-arena';
import { Probe } from '../../test/probe';

jest.setTimeout(120_000);

let arena: KillArena;

beforeAll(async () => {
  arena = await KillArena.open(fetch);
});
afterAll(() => arena.close());

const list = (name: string, count: number) => Array.from({ length: count }, (_, n) => `${name}-${n}.example.com`);

async function countOf(table: string, condition: string, values: readonly unknown[]): Promise<number> {
  const sql = `SELECT count(*)::int AS n FROM data.${table} t WHERE ${condition}`;
  const [row] = await arena.data.database.query<{ n: number }>(sql, values);
  return row?.n ?? -1;
}

/** A source with these rows, without a worker. */
async function filled(name: string, rows: number): Promise<string> {
  const id = await arena.data.source(arena.key);
  const { state } = await arena.data.import(arena.key, id, list(name, rows).join('\n'));
  expect(state).toBe('done');
  return id;
}

/** Straight into the tables: what is looked at is how they are emptied. */
async function addRows(source: string, name: string, rows: number): Promise<void> {
  const { data } = arena;
  await data.database.query(
    `WITH added AS (
       INSERT INTO data.team_indicator (team_id, id, type, lookup_key)
       SELECT $1, gen_random_uuid(), 'domain', $3 || '-' || n || '.example.com' FROM generate_series(0, $4 - 1) n
       RETURNING id)
     INSERT INTO data.team_sighting (team_id, source_id, indicator_id, first_seen_at)
     SELECT $1, $2, id, now() FROM added`,
    [data.teamA, source, name, rows],
  );
}

async function remove(id: string): Promise<void> {
  const { status } = await arena.data.call('DELETE', `/api/v1/sources/${id}`, { as: arena.key });
  expect(status).toBe(204);
}

it('D08 a purge that dies in the middle has kept its batches and is finished by another; searches know nothing of the source', async () => {
  const id = await arena.data.source(arena.key);
  await addRows(id, 'half', 25_000);
  await remove(id);
  await arena.kill('purge.begun');
  expect(await countOf('team_sighting', 'source_id = $1', [id])).toBe(15_000);
  const search = '/api/v1/indicators/search?q=half-&match=prefix&active_only=false';
  expect((await arena.data.call('GET', search, { as: arena.key })).body.count).toBe(0);
  await arena.recover(id);
  expect(await countOf('team_sighting', 'source_id = $1', [id])).toBe(0);
  expect(await countOf('team_indicator', `lookup_key LIKE 'half-%'`, [])).toBe(0);
  expect(await countOf('team_source', 'id = $1', [id])).toBe(0);
});

it('D08 a purge leaves nothing of the source: no list held back, no note of arrival; what people marked stays theirs', async () => {
  const { data, key } = arena;
  const id = await filled('noted', 3);
  const found = async () =>
    (await data.call('GET', '/api/v1/indicators/search?q=noted-1.example.com&active_only=false', { as: key })).body;
  const indicator = (await found()).results[0]?.id ?? '';
  const json = { reason: 'Our own scanner.' };
  const marked = await data.call('POST', `/api/v1/indicators/${indicator}/false-positive`, { as: key, json });
  expect(marked.status).toBe(201);
  const held = uuidv7();
  await data.database.query(
    `INSERT INTO data.team_import (team_id, id, source_id, state, mode, format, counts, rejected_by_reason, rejected_samples,
       error_code, error_message, finished_at)
     SELECT team_id, $2, source_id, 'held', mode, format, counts, '{}', '[]', 'shrunk', 'x', now()
     FROM data.team_import WHERE source_id = $1 LIMIT 1`,
    [id, held],
  );
  await data.database.query('INSERT INTO data.team_import_chunk VALUES ($1, $2, 0, $3)', [data.teamA, held, 'a']);
  expect(await countOf('team_arrival', 'source_id = $1', [id])).toBe(1);

  await remove(id);
  await arena.recover(id);
  expect(await countOf('team_arrival', 'source_id = $1', [id])).toBe(0);
  expect(await countOf('team_import', 'source_id = $1', [id])).toBe(0);
  expect(await countOf('team_import_chunk', 'import_id = $1', [held])).toBe(0);
  expect((await found()).count).toBe(0);
  const marks = await data.call('GET', '/api/v1/false-positives', { as: key });
  expect(marks.body.results).toMatchObject([{ value: 'noted-1.example.com' }]);
  await filled('noted', 3);
  expect((await found()).results).toMatchObject([{ status: 'false_positive', false_positive: json }]);
});

it('D08 readers never see a part of a purge: the source is gone from its deletion on, and what others list too stays', async () => {
  const { data, key } = arena;
  const id = await filled('shared', 20);
  const other = await data.source(key, { name: 'The other' });
  expect((await data.import(key, other, list('shared', 20).join('\n'))).state).toBe('done');
  await addRows(id, 'mass', 50_000);
  await remove(id);
  const search = (query: string) =>
    data.call('GET', `/api/v1/indicators/search?active_only=false&${query}`, { as: key });
  const asked = [
    () => search('q=mass-&match=prefix'),
    () => search('q=mass-77.example.com'),
    () => search('q=shared-&match=prefix&limit=50'),
    () => search('source=The other&limit=50'),
  ];
  const facts = ({ body }: Reply) =>
    JSON.stringify([body.count, body.results.map(({ value, sources }) => [value, sources]).sort()]);
  const probes = asked.map((ask) => new Probe(ask));
  await arena.recover(id);
  const seen = await Promise.all(probes.map((probe) => probe.stop()));
  const shared = list('shared', 20).map((value) => [value, ['The other']]);
  const [none, theirs] = [JSON.stringify([0, []]), JSON.stringify([20, shared.sort()])];
  const answers = seen.map((samples) => samples.map(({ reply }) => reply).filter(({ status }) => status !== 503));
  expect(answers.map((replies) => [...new Set(replies.map(facts))])).toEqual([[none], [none], [theirs], [theirs]]);
  const orphans = await data.database.query(
    `SELECT FROM data.team_sighting s FULL JOIN data.team_indicator i ON i.id = s.indicator_id
     WHERE i.id IS NULL OR s.indicator_id IS NULL OR s.source_id = $1`,
    [id],
  );
  expect(orphans).toEqual([]);
});
