import { Client } from 'pg';
import { DataApp, until } from '../../test/data-app';

jest.setTimeout(120_000);

const list = (name: string) => Array.from({ length: 15_000 }, (_, n) => `${name}-${n}.example.com`).join('\n');

let data: DataApp;
let keyA: string;

beforeAll(async () => {
  data = await DataApp.start(fetch, 'api');
  keyA = data.callers.key(data.teamA);
});

afterAll(() => data.stop());

const accept = async (name: string) => {
  const id = await data.source(keyA);
  const { status, body } = await data.call('POST', `/api/v1/sources/${id}/import`, {
    as: keyA,
    text: list(name),
    type: 'text/plain',
  });
  expect(status).toBe(202);
  return String(body.url);
};
const look = async (url: string) => (await data.call('GET', url, { as: keyA })).body;
const ended = (url: string) =>
  until(async () => {
    const body = await look(url);
    return body.state === 'done' || body.state === 'failed' ? body : undefined;
  }, 90_000);

it('keeps accepted files until a worker comes, and shows nothing of them before', async () => {
  const url = await accept('patient');
  expect(await look(url)).toMatchObject({ state: 'running', finished_at: null });
  const worker = await data.startWorker();
  try {
    expect(await ended(url)).toMatchObject({ state: 'done', counts: { new: 15_000 } });
  } finally {
    await worker.close();
  }
});

it('D06 finishes an import exactly once when its connection dies in the middle, and readers never see a part', async () => {
  const turn = 'SELECT pg_advisory_lock(7735202, hashtext($1)), pg_backend_pid() AS pid';
  const url = await accept('cut');
  const worker = await data.startWorker();
  const holder = data.database.databaseOf('data');
  const waiting = `SELECT pid FROM pg_stat_activity
    WHERE wait_event_type = 'Lock' AND wait_event = 'advisory' AND datname = current_database()`;
  const visible = async () =>
    (await data.call('GET', '/api/v1/indicators/search?q=cut-&match=prefix&limit=1', { as: keyA })).body.count;
  try {
    await holder.shared(
      async () => {
        await holder.query(turn, [data.teamA]);
        const first = await until(async () => (await data.database.query<{ pid: number }>(waiting))[0]);
        expect(await visible()).toBe(0);
        await data.database.query('SELECT pg_terminate_backend($1)', [first.pid]);
        // It is tried again, and waits again.
        await until(async () =>
          (await data.database.query<{ pid: number }>(waiting)).find(({ pid }) => pid !== first.pid),
        );
        expect(await visible()).toBe(0);
        await holder.query('SELECT pg_advisory_unlock(7735202, hashtext($1))', [data.teamA]);
      },
      { statementTimeoutMs: 60_000 },
    );
    expect(await ended(url)).toMatchObject({ state: 'done', counts: { accepted: 15_000, new: 15_000 } });
    expect(await visible()).toBe(10_000);
    const [stored] = await data.database.query(
      `SELECT count(*)::int AS n FROM data.team_sighting s JOIN data.team_indicator i ON i.id = s.indicator_id
       WHERE i.lookup_key LIKE 'cut-%'`,
    );
    expect(stored).toEqual({ n: 15_000 });
  } finally {
    await worker.close();
  }
});

/**
 * Holds a merge at its last statement, which changes the source's row, and lets it go on behind `meanwhile`.
 * @returns the worker that merges; close it.
 */
async function whileMerging(sourceId: string, meanwhile: () => Promise<void>) {
  const holder = new Client({ connectionString: data.database.adminUrl });
  await holder.connect();
  let worker: Awaited<ReturnType<DataApp['startWorker']>> | undefined;
  try {
    await holder.query('BEGIN');
    await holder.query('SELECT FROM data.team_source WHERE id = $1 FOR NO KEY UPDATE', [sourceId]);
    worker = await data.startWorker();
    await until(async () => {
      const [waiting] = await data.database.query(
        `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
           AND query LIKE '%SET last_imported_at%'`,
      );
      return waiting;
    });
    await meanwhile();
    return worker;
  } catch (error) {
    await worker?.close();
    throw error;
  } finally {
    await holder.end();
  }
}

const upload = async (source: string, name: string) => {
  const file = { as: keyA, text: list(name), type: 'text/plain' };
  const { status, body } = await data.call('POST', `/api/v1/sources/${source}/import`, file);
  expect(status).toBe(202);
  return body;
};
const stored = async (source: string) =>
  (await data.database.query(`SELECT FROM data.team_sighting WHERE source_id = $1`, [source])).length;

it('keeps nothing of a file whose import is cancelled while it is being merged', async () => {
  const source = await data.source(keyA);
  const body = await upload(source, 'undone');
  const operator = data.callers.token(data.teamA, 'admin');
  const worker = await whileMerging(source, async () => {
    const cancelled = await data.call('POST', `/-/data/work/${body.id}/cancel`, { as: operator });
    expect(cancelled).toMatchObject({ status: 200, body: { state: 'cancelled' } });
  });
  try {
    const another = await data.import(keyA, await data.source(keyA), list('behind'));
    expect(another).toMatchObject({ state: 'done' }); // it had to wait for the turn of the other
    expect(await look(String(body.url))).toMatchObject({
      ...{ state: 'cancelled', error: null, counts: { new: 0 } },
      cancelled_by: data.callers.userIdOf(operator),
    });
    expect(await stored(source)).toBe(0);
    const pieces = await data.database.query(`SELECT FROM data.team_import_chunk WHERE import_id = $1`, [body.id]);
    expect(pieces).toHaveLength(0);
  } finally {
    await worker.close();
  }
});

it('F06 an import during which PostgreSQL ends every session is done all the same, once; requests are answered again soon', async () => {
  const source = await data.source(keyA);
  const body = await upload(source, 'survives');
  let endedAtMs = 0;
  const worker = await whileMerging(source, async () => {
    await data.database.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND usename IN ('data_api', 'data_work')`,
    );
    endedAtMs = performance.now();
    expect(await stored(source)).toBe(0);
  });
  try {
    const statuses = new Set<number>();
    await until(async () => {
      const { status } = await data.call('GET', String(body.url), { as: keyA });
      statuses.add(status);
      return status === 200 ? true : undefined;
    });
    expect(performance.now() - endedAtMs).toBeLessThan(10_000);
    expect([...statuses].filter((status) => status !== 200 && status !== 503)).toEqual([]);
    expect(await ended(String(body.url))).toMatchObject({ state: 'done', counts: { new: 15_000 } });
    expect(await stored(source)).toBe(15_000);
    const arrivals = await data.database.query('SELECT FROM data.team_arrival WHERE source_id = $1', [source]);
    expect(arrivals).toHaveLength(1);
  } finally {
    await worker.close();
  }
});
