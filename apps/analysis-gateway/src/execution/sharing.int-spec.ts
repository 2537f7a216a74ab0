import { platformTeamId } from '@sentrybox/contracts';
import { uuidv7 } from '@sentrybox/database';
import { Redis } from 'ioredis';
import type { Gateway } from '../../test/gateway-installation';
import { GatewayInstallation, until } from '../../test/gateway-installation';
import { anAnswer, fastPlugin, held } from '../../test/scripted-plugins';
import type { PluginContext, PluginOutcome } from '../plugins';
import { PluginError } from '../plugins';

jest.setTimeout(90_000);

const day = { hitSeconds: 86_400, missSeconds: 86_400 };
const calls = new Map<string, number>();
/** Counts calls; the scheduled check of plugins, which comes when it will, is answered and not counted. */
const counted =
  (name: string, answer: (call: number) => Promise<PluginOutcome> = () => Promise.resolve(anAnswer)) =>
  async ({ teamId }: PluginContext) => {
    if (teamId === platformTeamId) return anAnswer;
    const call = (calls.get(name) ?? 0) + 1;
    calls.set(name, call);
    return await answer(call);
  };
const landing = held<PluginOutcome>();
const failing = held<PluginOutcome>();

const fast = { class: 'fast', cache: day } as const;
const plugins = [
  fastPlugin('kept', counted('kept'), fast),
  fastPlugin('shared', counted('shared'), { ...fast, isShareable: true }),
  fastPlugin(
    'missing',
    counted('missing', () => Promise.resolve({ status: 'not_found', summary: {}, link: null })),
    fast,
  ),
  fastPlugin(
    'recovers',
    counted('recovers', (call) =>
      call === 1 ? Promise.reject(new PluginError('upstream', { message: 'Their fault.' })) : Promise.resolve(anAnswer),
    ),
    fast,
  ),
  fastPlugin(
    'herd',
    counted('herd', () => landing.promise),
    { class: 'fast', cache: day },
  ),
  fastPlugin(
    'sick',
    counted('sick', () => failing.promise),
    { class: 'fast', cache: day },
  ),
  fastPlugin('short', counted('short'), { class: 'fast', cache: { hitSeconds: 1, missSeconds: 1 } }),
  fastPlugin('scarce', counted('scarce'), {
    class: 'fast',
    quota: [{ limit: 1, perSeconds: 2, window: 'rolling' }],
    disclosure: 'passive',
  }),
];

let installation: GatewayInstallation;
let replicas: Gateway[];
let gateway: Gateway;
let key: string;

beforeAll(async () => {
  installation = await GatewayInstallation.start();
  replicas = [];
  for (const role of ['all', 'api', 'api'] as const) replicas.push(await installation.gateway({ plugins, role }));
  [gateway] = replicas as [Gateway, Gateway, Gateway];
  key = installation.surroundings.key(uuidv7());
});

afterAll(() => installation.stop());

const ask = async (plugin: string, over: object = {}, as = key, at = gateway) => {
  const view = await at.analyse(as, { ioc: '1.1.1.1', type: 'ip', plugins: [plugin], ...over });
  return view.results[plugin];
};

describe('answers that are kept', () => {
  it('are given with their age by every replica, and asked for anew only when that is wanted', async () => {
    expect(await ask('kept')).toMatchObject({ status: 'ok', from_cache: false, age_seconds: 0 });
    for (const replica of replicas) {
      expect(await ask('kept', {}, key, replica)).toMatchObject({
        status: 'ok',
        summary: { seen: 1 },
        from_cache: true,
      });
    }
    expect(calls.get('kept')).toBe(1);
    expect(await ask('kept', { force: true })).toMatchObject({ from_cache: false });
    expect(await ask('kept', { ioc: '1.1.1.2' })).toMatchObject({ from_cache: false });
    expect(calls.get('kept')).toBe(3);
  });

  it('are good enough when they are not older than asked for', async () => {
    await ask('kept', { ioc: '1.1.1.3' });
    await new Promise((resolve) => setTimeout(resolve, 1_600));
    const before = calls.get('kept') ?? 0;

    expect(await ask('kept', { ioc: '1.1.1.3', max_age_seconds: 600 })).toMatchObject({ from_cache: true });
    expect(await ask('kept', { ioc: '1.1.1.3', max_age_seconds: 1 })).toMatchObject({ from_cache: false });
    expect(calls.get('kept')).toBe(before + 1);
  });

  it('G08 are the team’s own, unless the plugin answers everybody the same', async () => {
    const other = installation.surroundings.key(uuidv7());
    await ask('kept', { ioc: '1.1.1.4' });
    await ask('shared', { ioc: '1.1.1.4' });

    expect(await ask('kept', { ioc: '1.1.1.4' }, other)).toMatchObject({ from_cache: false });
    expect(await ask('shared', { ioc: '1.1.1.4' }, other)).toMatchObject({ from_cache: true });
  });

  it('G08 are no errors: after a failure the source is asked again', async () => {
    expect(await ask('recovers')).toMatchObject({ status: 'error', error: { code: 'upstream' } });
    expect(await ask('recovers')).toMatchObject({ status: 'ok', from_cache: false });
    expect(await ask('recovers')).toMatchObject({ status: 'ok', from_cache: true });
  });

  it('can be that there is no record', async () => {
    await ask('missing');

    expect(await ask('missing')).toMatchObject({ status: 'not_found', from_cache: true });
    expect(calls.get('missing')).toBe(1);
  });

  it('are given stale while a new one is fetched', async () => {
    await ask('short');
    await new Promise((resolve) => setTimeout(resolve, 1_200));

    expect(await ask('short')).toMatchObject({ status: 'ok', from_cache: true });
    await until(() => Promise.resolve(calls.get('short') === 2 ? true : undefined));
  });

  it('A17 are a miss when somebody else wrote them, or moved them from another question', async () => {
    const redis = new Redis(installation.redisUrl);
    const namesNow = async () => (await redis.keys('*:answer:*')).sort();
    const before = await namesNow();
    await ask('kept', { ioc: '1.1.1.5' });
    const own = (await namesNow()).find((name) => !before.includes(name)) ?? '';
    const text = (await redis.get(own)) ?? '';
    const asked = () => calls.get('kept') ?? 0;
    const count = asked();

    await redis.set(own, text.replace('"seen":1', '"seen":2'));
    expect(await ask('kept', { ioc: '1.1.1.5' })).toMatchObject({ from_cache: false, summary: { seen: 1 } });
    await redis.set(own, (await redis.get(before[0] ?? '')) ?? '');
    expect(await ask('kept', { ioc: '1.1.1.5' })).toMatchObject({ from_cache: false });
    await redis.set(own, 'nonsense');
    expect(await ask('kept', { ioc: '1.1.1.5' })).toMatchObject({ from_cache: false });
    expect(asked()).toBe(count + 3);
    await redis.quit();
  });
});

describe('one call for many', () => {
  it('F13 answers 200 equal requests to three replicas with one call', async () => {
    // Whose key it is, is known by then: 200 requests in the process of the test leave that question no time.
    for (const replica of replicas) await ask('kept', {}, key, replica);
    const answers = Promise.all(
      Array.from({ length: 200 }, (_each, index) => ask('herd', { deadline_ms: 30_000 }, key, replicas[index % 3])),
    );
    await until(() => Promise.resolve(calls.get('herd') === 1 ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 500));
    landing.resolve(anAnswer);

    for (const answer of await answers) expect(answer).toMatchObject({ status: 'ok', summary: { seen: 1 } });
    expect(calls.get('herd')).toBe(1);
  });

  it('gives those who waited its error too, and nobody who comes later', async () => {
    const answers = Promise.all(replicas.map((replica) => ask('sick', { deadline_ms: 30_000 }, key, replica)));
    await until(() => Promise.resolve(calls.get('sick') === 1 ? true : undefined));
    await new Promise((resolve) => setTimeout(resolve, 300));
    failing.reject(new PluginError('upstream', { message: 'Their fault.' }));

    for (const answer of await answers) expect(answer).toMatchObject({ error: { code: 'upstream' } });
    expect(calls.get('sick')).toBe(1);
    await ask('sick');
    expect(calls.get('sick')).toBe(2);
  });
});

describe('a provider’s quota', () => {
  it('is kept by all replicas together: who has to wait is told so, and answered when its turn comes', async () => {
    const views = [];
    for (const [index, replica] of replicas.entries()) {
      const ioc = `2.2.2.${String(index)}`;
      views.push(await replica.analyse(key, { ioc, type: 'ip', plugins: ['scarce'], deadline_ms: 100 }));
    }
    const results = views.map(({ results: { scarce } }) => scarce);

    expect(results[0]).toMatchObject({ status: 'ok' });
    for (const result of results.slice(1)) {
      expect(result).toMatchObject({
        status: 'error',
        error: { code: 'quota', retry_after_seconds: expect.any(Number) as number },
      });
    }
    expect(calls.get('scarce')).toBe(1);
    for (const view of views) {
      await until(async () => {
        const { body } = await gateway.call('GET', `/api/v1/analysis/${view.id}`, { key });
        return body.results.scarce?.status === 'ok' ? true : undefined;
      });
    }
    expect(calls.get('scarce')).toBe(3);
  });

  it('lets somebody who waits for less than the deadline wait', async () => {
    await ask('scarce', { ioc: '3.3.3.1', deadline_ms: 10_000 });

    expect(await ask('scarce', { ioc: '3.3.3.2', deadline_ms: 10_000 })).toMatchObject({ status: 'ok' });
  });

  it('is shown with what is left, and so is what an analysis would tell and cost', async () => {
    const quota = await gateway.call('GET', '/api/v1/quota', { key });
    const preview = await gateway.call('POST', '/api/v1/analysis/preview', {
      key,
      body: { ioc: '1.1.1[.]1', plugins: ['scarce', 'kept'] },
    });

    expect(quota.body).toMatchObject({
      providers: expect.arrayContaining([
        expect.objectContaining({
          provider: 'scarce',
          limits: [expect.objectContaining({ limit: 1, per_seconds: 2 })],
        }),
      ]) as unknown,
    });
    expect([preview.status, preview.body]).toMatchObject([
      200,
      {
        type: 'ip',
        canonical: '1.1.1.1',
        tlp: 'clear',
        plugins: [
          { plugin: 'kept', asked: false, from_cache: true, age_seconds: expect.any(Number) as number },
          { plugin: 'scarce', asked: true, disclosure: 'passive', from_cache: false },
        ],
      },
    ]);
  });

  it('tells the ledger who was told of what, and nothing of answers that were kept', async () => {
    const { body } = await gateway.call('GET', '/api/v1/disclosures?plugin=scarce&ioc=2[.]2.2.0', { key });

    expect(body).toMatchObject({
      count: 1,
      results: [{ canonical: '2.2.2.0', type: 'ip', plugin: 'scarce', disclosure: 'passive', tlp: 'clear' }],
    });
    expect(
      (await gateway.call('GET', '/api/v1/disclosures', { key: installation.surroundings.key(uuidv7()) })).body,
    ).toMatchObject({ count: 0 });
  });
});
