import { ownPostgres } from '@sentrybox/testing';
import type { OwnPostgres } from '@sentrybox/testing';
import { Client } from 'pg';
import { DataApp, until } from '../test/data-app';
import type { Reply } from '../test/data-app';
import { refusal, slowestAnswerMs, told } from '../test/outages';
import { Probe } from '../test/probe';

jest.setTimeout(180_000);

/** More than is read within a request. */
const rows = 11_000;
const kept = 40;
const names = (list: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${list}-number-${n}.example.com`);
const backWithinMs = 10_000;

let postgres: OwnPostgres;
let data: DataApp;
let key: string;

beforeAll(async () => {
  postgres = await ownPostgres();
  data = await DataApp.start(fetch, 'all', {}, { postgresUrl: postgres.url });
  key = data.callers.key(data.teamA);
});

afterAll(async () => {
  await data.stop();
  await postgres.close();
});

const upload = (source: string, values: readonly string[]) =>
  data.call('POST', `/api/v1/sources/${source}/import`, { as: key, text: values.join('\n'), type: 'text/plain' });
const ready = () => data.call('GET', '/health/ready');

/** Holds every merge into the source at its last statement, which changes the row of the source. */
async function holdMerges(source: string): Promise<Client> {
  const holder = new Client({ connectionString: data.database.adminUrl });
  holder.on('error', () => undefined); // it goes down with the server
  await holder.connect();
  await holder.query('BEGIN');
  await holder.query('SELECT FROM data.team_source WHERE id = $1 FOR NO KEY UPDATE', [source]);
  return holder;
}

const aMergeIsHeld = () =>
  until(async () => {
    const [waiting] = await data.database.query(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%SET last_imported_at%'`,
    );
    return waiting;
  });

/** What readers ask; what is right does not change before the import is over. */
const questions = (list: string, source: string): readonly (() => Promise<Reply>)[] => [
  () => data.call('GET', `/api/v1/indicators/search?q=${list}-number-7.example.com`, { as: key }),
  () => data.call('GET', `/api/v1/indicators/search?q=${list}-&match=prefix`, { as: key }),
  () => data.call('GET', '/api/v1/indicators/search?q=nobody.example.com'),
  () =>
    data.call('POST', '/api/v1/indicators/bulk-lookup', {
      ...{ as: key, json: { indicators: [`${list}-number-7.example.com`, 'nobody.example.com'] } },
    }),
  () => data.call('GET', `/api/v1/sources/${source}`, { as: key }),
];

async function storedOf(source: string) {
  const [row] = await data.database.query(
    `SELECT count(*) FILTER (WHERE delisted_at IS NULL)::int AS listed, count(*)::int AS sightings,
       (SELECT count(*)::int FROM data.team_import WHERE source_id = $1) AS imports,
       (SELECT count(*)::int FROM data.team_import_chunk) AS pieces
     FROM data.team_sighting WHERE source_id = $1`,
    [source],
  );
  return row;
}

async function ended(url: string) {
  return await until(async () => {
    const { status, body } = await data.call('GET', url, { as: key });
    return status === 200 && body.state !== 'running' ? body : undefined;
  }, 90_000);
}

it.each([
  ['is cut off and started again', 'short', 0],
  ['is away for 20 s, longer than a lease', 'long', 20_000],
])(
  'F06 PostgreSQL %s under searches and an import: answers are right or 503, and the import ends whole',
  async (_name, list, awayMs) => {
    const source = await data.source(key);
    await data.import(key, source, names(`${list}-number`, kept).join('\n'));
    const asked = questions(`${list}-number`, source);
    const right = await Promise.all(asked.map(async (ask) => told(await ask())));
    const holder = await holdMerges(source);
    const accepted = await upload(source, names(`${list}-new`, rows));
    await aMergeIsHeld().catch(async (error: unknown) => {
      await holder.end();
      throw error;
    });

    const probes = asked.map((ask) => new Probe(ask));
    const health = new Probe(ready);
    await postgres.crash();
    const refused = [await upload(source, names('small', 10)), await upload(source, names('large', rows))];
    const live = await data.call('GET', '/health/live');
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    await postgres.start();
    const startedAt = performance.now();
    for (const ask of [ready, ...asked]) await until(async () => ((await ask()).status === 200 ? true : undefined));
    const backAfterMs = performance.now() - startedAt;
    const seen = await Promise.all(probes.map((probe) => probe.stop()));
    const states = (await health.stop()).map(({ reply }) => reply.status);

    seen.forEach((samples, index) => {
      const answers = new Set(samples.map(({ reply }) => told(reply)));
      // The import may end before the last of them.
      if (index !== 4) expect([...answers].filter((each) => ![refusal, right[index]].includes(each))).toEqual([]);
      expect(answers).toContain(refusal);
      expect(Math.max(...samples.map(({ tookMs }) => tookMs))).toBeLessThan(slowestAnswerMs);
    });
    expect(refused.map(told)).toEqual([refusal, refusal]);
    expect(live.status).toBe(200);
    expect([...new Set(states)].sort()).toEqual([200, 503]);
    expect(backAfterMs).toBeLessThan(backWithinMs);
    expect(await ended(String(accepted.body.url))).toMatchObject({
      ...{ state: 'done', counts: { accepted: rows, new: rows, delisted: kept } },
    });
    expect(await storedOf(source)).toEqual({ listed: rows, sightings: rows + kept, imports: 2, pieces: 0 });
  },
);
