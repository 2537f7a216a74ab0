import type { PluginResult } from '@sentrybox/contracts';
import { createLogger, Metrics } from '@sentrybox/observability';
import { AnswerCache, Flights } from '../cache';
import { LocalGate, RedisGate } from '../quota';
import { SharedRedis, SharedSecret } from '../sharing';

const result: PluginResult & { status: 'ok' } = {
  plugin: 'p',
  status: 'ok',
  summary: {},
  evidence: [],
  observed_at: null,
  from_cache: false,
  age_seconds: 0,
  duration_ms: 1,
  link: null,
};

describe('without Redis', () => {
  const metrics = new Metrics();
  const logger = createLogger({ service: 'test', version: '0', level: 'error', isTest: true });
  // Nobody listens on port 1.
  const shared = new SharedRedis('redis://127.0.0.1:1/0', metrics, logger);
  const secret = SharedSecret.derive('a private key', 'test');

  afterAll(() => {
    shared.close();
  });

  it('every answer has to be asked for, and is given', async () => {
    const cache = new AnswerCache(shared, secret, () => 0);
    const flights = new Flights(shared, secret);
    const key = cache.keyOf({ plugin: 'p', version: '1', type: 'ipv4', value: '1.1.1.1', scope: '' });
    await cache.write(key, result, 60);

    expect(await cache.read([key])).toEqual([undefined]);
    let calls = 0;
    const call = () => {
      calls += 1;
      return Promise.resolve(result);
    };
    const answers = await Promise.all([flights.join(key, 1_000, call), flights.join(key, 1_000, call)]);
    expect(answers).toEqual([result, result]);
    expect(calls).toBe(1);
  });

  it('each process keeps the quota by itself', async () => {
    const gate = new RedisGate(shared, new LocalGate(() => 0));
    const account = { id: 'a', limits: [{ limit: 1, perSeconds: 60 }] };
    const wish = { urgency: 'person', hasWaited: false } as const;

    expect(await gate.admit(account, wish)).toEqual({ isAdmitted: true, isProbe: false });
    expect(await gate.admit(account, wish)).toMatchObject({ isAdmitted: false, reason: 'quota' });
    expect((await gate.look(account)).limits).toEqual([{ limit: 1, perSeconds: 60, used: 1 }]);
  });

  it('a figure says that nothing is shared', async () => {
    const text = await metrics.registry.metrics();

    expect(text).toContain('analysis_shared_state_up 0');
    expect(text).toMatch(/analysis_shared_state_failures_total [1-9]/);
  });
});
