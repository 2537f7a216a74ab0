import type { SourceFigures } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import { DataApp, until } from '../../test/data-app';

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

const stats = (id: string, as?: string) => data.call('GET', `/api/v1/sources/${id}/stats`, { as });

/** Has what is due tomorrow done now. */
async function measured(id: string, as: string): Promise<SourceFigures> {
  const before = (await stats(id, as)).body.measured_at;
  await data.database.query(
    `UPDATE data.work SET due_at = now() WHERE kind = 'data.measure-source' AND state = 'waiting'`,
  );
  return await until(async () => {
    const { body } = await stats(id, as);
    return body.measured_at === null || body.measured_at === before ? undefined : (body.figures as SourceFigures);
  });
}

const names = (from: number, to: number) =>
  Array.from({ length: to - from }, (_, n) => `row-${from + n}.example.com`).join('\n');

it('measures a source behind its first import and again when that is due, and changes nothing by itself', async () => {
  const known = await data.source(admin, { scope: 'platform', name: 'Known', lineage: 'another' });
  await data.import(admin, known, names(0, 50));
  const own = await data.source(keyA, { name: 'Own', reliability: 'C' });
  expect((await stats(own, keyA)).body).toEqual({ source_id: own, measured_at: null, figures: null });
  await data.import(keyA, own, names(0, 100));
  const first = await measured(own, keyA);
  expect(first).toMatchObject({
    listed: 100,
    delisted: 0,
    sample: 100,
    staleness: { interval_seconds: null, is_stale: null },
    churn: { imports: 1, new: 100, daily_share: null },
    overlap: { share: 0.5, sources: [{ source_id: known, name: 'Known', shared: 50, share: 0.5 }] },
    warninglists: { hits: 0, left_out: 0, share: 0 },
    false_positives: { marks: 0 },
    reliability: { current: 'C', proposed: 'B', reasons: ['corroborated'] },
  });

  const networks = { name: 'A cloud', type: 'cidr', list: ['45.77.0.0/16'] };
  await data.call('POST', '/api/v1/warninglists', { as: keyA, json: networks });
  await data.import(keyA, own, `${names(10, 100)}\n8.8.8.8\n45.77.1.1\n`);
  const { body } = await data.call('GET', '/api/v1/indicators/search?q=row-20.example.com', { as: keyA });
  const marked = String(body.results[0]?.id);
  await data.call('POST', `/api/v1/indicators/${marked}/false-positive`, { as: keyA, json: { reason: 'Ours.' } });
  expect(await measured(own, keyA)).toMatchObject({
    listed: 91,
    delisted: 10,
    churn: { imports: 2, new: 101, delisted: 10 },
    warninglists: { hits: 1, left_out: 1, share: 0.021739 },
    false_positives: { marks: 1, share: 0.010989 },
    reliability: { current: 'C', proposed: 'E', reasons: ['on_warninglists', 'false_positives'] },
  });
  expect((await data.call('GET', `/api/v1/sources/${own}`, { as: keyA })).body).toMatchObject({ reliability: 'C' });
});

it('says that a source is stale when three fetches were due', async () => {
  const id = await data.source(admin, { scope: 'platform' });
  await data.import(admin, id, names(0, 3));
  const json = { url: 'https://lists.example.com/a.txt', interval_seconds: 3_600 };
  expect((await data.call('PUT', `/api/v1/sources/${id}/collection`, { as: admin, json })).status).toBe(200);
  await data.database.query(`UPDATE data.source SET last_imported_at = now() - interval '4 hours' WHERE id = $1`, [id]);
  expect(await measured(id, admin)).toMatchObject({
    staleness: { interval_seconds: 3_600, is_stale: true },
    reliability: { current: 'C', proposed: 'D', reasons: ['stale'] },
  });
});

it('D01 shows strangers and other teams what is measured of sources of the platform alone', async () => {
  const own = await data.source(keyA);
  await data.import(keyA, own, names(0, 3));
  const everybodys = await data.source(admin, { scope: 'platform' });
  expect((await stats(everybodys)).status).toBe(200);
  for (const as of [undefined, keyB]) expect(await stats(own, as)).toMatchObject({ status: 404, code: 'not_found' });
  expect((await stats(own, data.callers.key(data.teamA, 'admin', ['indicators:read']))).status).toBe(404);
  expect((await stats(own, keyA)).status).toBe(200);
  expect((await stats(uuidv7(), keyA)).status).toBe(404);
  expect((await stats('none', keyA)).status).toBe(400);
  expect((await stats(own, 'sb_00000000000000000000000000000000')).status).toBe(401);
  expect((await data.call('GET', `/api/v1/sources/${own}/stats?x=1`, { as: keyA })).status).toBe(400);
});

it('D05 leaves nothing of what was measured when the source is deleted', async () => {
  const id = await data.source(keyA);
  await data.import(keyA, id, names(0, 3));
  await measured(id, keyA);
  await data.call('DELETE', `/api/v1/sources/${id}`, { as: keyA });
  await until(async () => {
    const rows = await data.database.query('SELECT 1 FROM data.team_source_quality WHERE source_id = $1', [id]);
    return rows.length === 0 ? true : undefined;
  });
});
