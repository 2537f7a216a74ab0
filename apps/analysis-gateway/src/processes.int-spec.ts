import { uuidv7 } from '@sentrybox/database';
import { hang, json, request, startFixtureServer, tooManyRequests } from '@sentrybox/testing';
import type { Answer, FixtureServer, HttpAnswer } from '@sentrybox/testing';
import { Client } from 'pg';
import { GatewayInstallation, until } from '../test/gateway-installation';
import type { Gateway } from '../test/gateway-installation';
import type { GatewayProcess } from '../test/gateway-processes';
import { sourcePlugins } from '../test/source-plugins';

jest.setTimeout(120_000);

const path = '/api/v1/analysis';
const after = (ms: number, answer: Answer): Answer => {
  return (response, asked) => {
    setTimeout(() => {
      answer(response, asked);
    }, ms);
  };
};

let installation: GatewayInstallation;
let source: FixtureServer;
let replicas: readonly GatewayProcess[];
/** In this process, to look from outside. */
let gateway: Gateway;
let key: string;
/** Answers the submission that waits for its answer. */
let finish: (() => void) | undefined;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  const accepted: number[] = [];
  source = await startFixtureServer({
    'GET /herd': after(500, json(200, {})),
    'GET /unhurried': after(1_500, json(200, {})),
    // As a free tier does it: the fifth call in any minute is refused.
    'GET /scarce': (response, asked) => {
      const isAllowed = accepted.filter((at) => performance.now() - at < 60_000).length < 4;
      if (isAllowed) accepted.push(performance.now());
      (isAllowed ? json(200, {}) : tooManyRequests('60'))(response, asked);
    },
    'GET /taken/submit/*': hang(),
    'GET /polled/submit/*': json(200, { isDone: false }),
    'GET /done/submit/*': (response, asked) => {
      finish = () => {
        json(200, { isDone: true })(response, asked);
      };
    },
    'GET /polled/poll/*': [hang(), json(200, { isDone: true })],
    ...Object.fromEntries(
      ['taken', 'done'].flatMap((name) => [
        [`GET /${name}/find/*`, json(200, {})],
        [`GET /${name}/poll/*`, json(200, { isDone: true })],
      ]),
    ),
  });
  gateway = await installation.gateway({ plugins: sourcePlugins(source.url), role: 'api' });
  replicas = await Promise.all(['api', 'api', 'api'].map(() => installation.process('api', source.url)));
  key = installation.surroundings.key(uuidv7());
});

afterAll(async () => {
  await installation.stop();
  await source.close();
});

const ask = (at: string, body: object): Promise<HttpAnswer> =>
  request(`${at}${path}`, { credential: key, body: { type: 'ip', ...body } });
const atEach = async (count: number, bodyOf: (index: number) => object): Promise<HttpAnswer[]> =>
  await Promise.all(
    Array.from({ length: count }, (_each, index) => ask(replicas[index % replicas.length]?.url ?? '', bodyOf(index))),
  );
const asked = (name: string) => source.requests.filter(({ path: at }) => at.startsWith(`/${name}`)).length;
const resultOf = ({ body }: HttpAnswer, plugin: string) =>
  (body as { results: Record<string, { status: string; error?: { code: string } }> }).results[plugin];

describe('three processes', () => {
  it('F13 ask a source once when many ask them the same', async () => {
    const answers = await atEach(60, () => ({ ioc: '1.1.1.1', plugins: ['herd'], deadline_ms: 30_000 }));

    expect(answers.map((answer) => resultOf(answer, 'herd')?.status)).toEqual(answers.map(() => 'ok'));
    expect(asked('herd')).toBe(1);
  });

  it('G12 keep to the quota of a provider together: it refuses nobody', async () => {
    const answers = await atEach(30, (at) => ({
      ioc: `2.2.2.${String(at)}`,
      plugins: ['scarce'],
      deadline_ms: 20_000,
    }));

    const codes = answers.map((answer) => resultOf(answer, 'scarce')?.error?.code ?? 'ok');
    expect(new Set(codes)).toEqual(new Set(['ok', 'quota']));
    expect(codes.filter((code) => code === 'ok').length).toBe(asked('scarce'));
    expect(asked('scarce')).toBeLessThanOrEqual(4);
  });

  it('F17 answer what is under way when they are told to end, and lose nothing of it', async () => {
    const [ending] = await Promise.all([installation.process('api', source.url)]);
    const plugins = ['unhurried', 'polled'];
    const sent = Array.from({ length: 10 }, (_each, at) => ask(ending.url, { ioc: `3.3.3.${String(at)}`, plugins }));
    await until(() => Promise.resolve(asked('unhurried') >= 10 ? true : undefined));
    const exit = ending.end('SIGTERM');
    const answers = await Promise.all(sent);

    expect(await exit).toBe(0);
    await expect(ask(ending.url, { ioc: '3.3.3.99' })).rejects.toThrow();
    for (const answer of answers) {
      const { id } = answer.body as { id: string };
      expect([answer.status, resultOf(answer, 'unhurried')?.status]).toEqual([200, 'ok']);
      const stored = await gateway.call('GET', `${path}/${id}`, { key });
      expect([stored.status, Object.keys(stored.body.pending)]).toEqual([200, ['polled']]);
    }
    await installation.database.query(`update analysis.work set state = 'cancelled', finished_at = now()`);
  });
});

it('F09 G10 a worker that is killed at any step of a slow plugin leaves it to another: one submission, one result', async () => {
  const worker = await installation.process('worker', source.url);
  const plugins = ['taken', 'polled', 'done'];
  const { id } = await gateway.analyse(key, { ioc: '4.4.4.4', type: 'ip', plugins });
  // Taken, and the answer does not come; submitted and being asked for; done, and about to be stored.
  const steps = ['taken/submit', 'polled/poll', 'done/submit'];
  await until(() => Promise.resolve(steps.every((step) => asked(step) === 1) ? true : undefined));
  const holder = new Client({ connectionString: installation.database.adminUrl });
  await holder.connect();
  await holder.query(`begin; select from analysis.analysis where id = '${id}' for update`);
  finish?.();
  await until(async () => {
    const waiting = await installation.database.query('select from pg_locks where not granted');
    return waiting.length === 0 ? undefined : true;
  });
  expect(await worker.end('SIGKILL')).toBeNull();
  await holder.end();

  // As if its leases had run out, which takes 15 s.
  await installation.database.query(
    `update analysis.work set lease_until = now() - interval '1 second' where state = 'running'`,
  );
  await installation.gateway({ plugins: sourcePlugins(source.url), role: 'worker' });
  for (const plugin of plugins) expect(await gateway.ready(key, id, plugin)).toMatchObject({ status: 'ok' });
  expect(plugins.map((plugin) => asked(`${plugin}/submit`))).toEqual([1, 1, 1]);
  const states = await installation.database.query<{ state: string }>(
    `select state from analysis.work join analysis.plugin_result as p on p.work_id = work.id where analysis_id = $1`,
    [id],
  );
  expect(states.map(({ state }) => state)).toEqual(['done', 'done', 'done']);
});
