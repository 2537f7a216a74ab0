import type { ImportView } from '@sentrybox/contracts';
import { ownRedis } from '@sentrybox/testing';
import type { OwnRedis } from '@sentrybox/testing';
import { DataApp, until } from '../test/data-app';
import type { Reply } from '../test/data-app';
import { refusal, slowestAnswerMs, told } from '../test/outages';
import { Probe } from '../test/probe';

jest.setTimeout(180_000);

/** More than is read within a request. */
const rows = 11_000;
const kept = 40;
/** Beyond the 5 s for which an answer of identity is remembered. */
const awayMs = 7_000;
const backWithinMs = 10_000;
const names = (list: string, count: number) =>
  Array.from({ length: count }, (_, n) => `${list}-number-${n}.example.com`);

let redis: OwnRedis;
let data: DataApp;
let key: string;

beforeAll(async () => {
  redis = await ownRedis();
  data = await DataApp.start(fetch, 'all', {}, { redisUrl: redis.url });
  key = data.callers.key(data.teamA);
});

afterAll(async () => {
  await data.stop();
  await redis.close();
});

const upload = (source: string, values: readonly string[]) =>
  data.call('POST', `/api/v1/sources/${source}/import`, { as: key, text: values.join('\n'), type: 'text/plain' });
const answered = async (ask: () => Promise<Reply>) =>
  until(async () => ((await ask()).status === 200 ? true : undefined));

async function importsOf(source: string) {
  return await until(async () => {
    const { status, body } = await data.call('GET', `/api/v1/sources/${source}/imports`, { as: key });
    if (status !== 200) return undefined;
    const runs = body.results as unknown as ImportView[]; // importSchema
    return runs.some(({ state }) => state === 'running') ? undefined : runs;
  });
}

it.each([
  ['is away', () => redis.kill(), () => redis.start({ keepsData: true })],
  ['has no memory left', () => redis.fill(), () => redis.giveRoom()],
])(
  'F07 Redis %s: strangers are answered, callers right or 503, and what was accepted is done once',
  async (_name, begin, end) => {
    const source = await data.source(key);
    await data.import(key, source, names('known', kept).join('\n'));
    const search = '/api/v1/indicators/search?q=known-number-7.example.com';
    const asked = [() => data.call('GET', search, { as: key }), () => data.call('GET', search)];
    const right = await Promise.all(asked.map(async (ask) => told(await ask())));
    const before = await upload(source, [...names('known', kept), ...names('new', rows)]);
    const probes = asked.map((ask) => new Probe(ask));
    await begin();
    await new Promise((resolve) => setTimeout(resolve, awayMs));
    const during = await upload(source, [...names('known', kept), ...names('new', rows), 'last.example.com']);
    await end();
    const endedAt = performance.now();
    for (const ask of [...asked, () => data.call('GET', '/health/ready')]) await answered(ask);
    const backAfterMs = performance.now() - endedAt;
    const [callers, strangers] = await Promise.all(probes.map((probe) => probe.stop()));

    expect([...new Set(strangers?.map(({ reply }) => told(reply)))]).toEqual([right[1]]);
    expect(new Set(callers?.map(({ reply }) => told(reply)))).toEqual(new Set([right[0], refusal]));
    const tookMs = [...(callers ?? []), ...(strangers ?? [])].map((sample) => sample.tookMs);
    expect(Math.max(...tookMs)).toBeLessThan(slowestAnswerMs);
    expect(backAfterMs).toBeLessThan(backWithinMs);

    // Whoever was told 202 finds it done, and a refused file has left nothing.
    expect([202, 503]).toContain(during.status);
    const accepted = [before, during].filter(({ status }) => status === 202).map(({ body }) => body.id);
    const runs = await importsOf(source);
    expect(runs.filter(({ id }) => accepted.includes(id)).map(({ state }) => state)).toEqual(
      accepted.map(() => 'done'),
    );
    expect(runs).toHaveLength(1 + accepted.length);
    const [stored] = await data.database.query(
      `SELECT count(*)::int AS n FROM data.team_sighting WHERE source_id = $1 AND delisted_at IS NULL`,
      [source],
    );
    expect(stored).toEqual({ n: kept + rows + (during.status === 202 ? 1 : 0) });
  },
);
