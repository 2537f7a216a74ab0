import { createLogger, Metrics } from '@sentrybox/observability';
import { fakeClock, testRedis } from '@sentrybox/testing';
import type { TestRedis } from '@sentrybox/testing';
import { SharedRedis } from '../sharing';
import type { Account, CallGate, Urgency } from './call-gate';
import { shareOf } from './call-gate';
import { LocalGate } from './local-gate';
import { RedisGate } from './redis-gate';

const clock = fakeClock();
const nowMs = () => clock.now().getTime();
let redis: TestRedis;
let shared: SharedRedis;
let nextAccount = 0;

const account = (...limits: [limit: number, perSeconds: number][]): Account => ({
  id: `account-${String(nextAccount++)}`,
  limits: limits.map(([limit, perSeconds]) => ({ limit, perSeconds })),
});
const wish = (urgency: Urgency, hasWaited = false) => ({ urgency, hasWaited });

beforeAll(async () => {
  redis = await testRedis();
  const logger = createLogger({ service: 'test', version: '0', level: 'error', isTest: true });
  shared = new SharedRedis(redis.urlOf('analysis-gateway'), new Metrics(), logger);
  while ((await shared.ask((connection) => connection.ping())) === undefined) {
    await new Promise((resolve) => setTimeout(resolve, 1_010));
  }
});

afterAll(async () => {
  shared.close();
  await redis.drop();
});

const gates: [string, () => CallGate][] = [
  ['shared over Redis', () => new RedisGate(shared, new LocalGate(nowMs), nowMs)],
  ['of one process', () => new LocalGate(nowMs)],
];

describe.each(gates)('the gate %s', (_kind, make) => {
  let gate: CallGate;

  beforeAll(() => {
    gate = make();
  });

  it('admits as many as the tightest limit allows, and says when there is room again', async () => {
    const own = account([4, 60], [500, 86_400]);
    const admitted = [];
    for (let call = 0; call < 5; call++) admitted.push(await gate.admit(own, wish('person')));

    expect(admitted.slice(0, 4)).toEqual(Array(4).fill({ isAdmitted: true, isProbe: false }));
    expect(admitted[4]).toMatchObject({ isAdmitted: false, reason: 'quota' });
    expect((await gate.look(own)).limits).toEqual([
      { limit: 4, perSeconds: 60, used: 4 },
      { limit: 500, perSeconds: 86_400, used: 4 },
    ]);
    clock.advance(62_000);
    expect(await gate.admit(own, wish('person'))).toMatchObject({ isAdmitted: true });
  });

  it('keeps a part for those who are more urgent', async () => {
    const own = account([10, 60]);
    const count = async (urgency: Urgency) => {
      let calls = 0;
      while ((await gate.admit(own, wish(urgency, true))).isAdmitted) calls += 1;
      return calls;
    };

    expect([await count('background'), await count('client'), await count('person')]).toEqual([8, 1, 1]);
  });

  it('G12 F08 lets one call through after a refusal, and opens only when that one is answered', async () => {
    const own = account();
    await gate.settle(own, false, { kind: 'limited', waitMs: undefined });
    expect(await gate.admit(own, wish('person'))).toEqual({ isAdmitted: false, reason: 'limited', waitMs: 30_000 });

    let probes = 0;
    for (let second = 0; second < 60; second++) {
      clock.advance(1_000);
      for (let call = 0; call < 50; call++) {
        const admission = await gate.admit(own, wish('client'));
        if (!admission.isAdmitted) continue;
        expect(admission.isProbe).toBe(true);
        probes += 1;
        await gate.settle(own, true, { kind: 'limited', waitMs: undefined });
      }
    }
    expect(probes).toBe(2);
    clock.advance(30_000);
    expect(await gate.admit(own, wish('person'))).toEqual({ isAdmitted: true, isProbe: true });
    await gate.settle(own, true, { kind: 'ok' });
    expect(await gate.admit(own, wish('person'))).toEqual({ isAdmitted: true, isProbe: false });
  });

  it('F08 closes when half of twenty calls failed, and not for a few', async () => {
    const own = account();
    const call = async (kind: 'ok' | 'failed') => gate.settle(own, false, { kind });
    for (let each = 0; each < 10; each++) await call('ok');
    for (let each = 0; each < 9; each++) await call('failed');
    expect(await gate.admit(own, wish('person'))).toMatchObject({ isAdmitted: true });

    await call('failed');
    expect(await gate.admit(own, wish('person'))).toMatchObject({ isAdmitted: false, reason: 'sick' });
    clock.advance(30_001);
    expect(await gate.admit(own, wish('person'))).toEqual({ isAdmitted: true, isProbe: true });
    expect(await gate.admit(own, wish('person'))).toMatchObject({ isAdmitted: false, reason: 'sick' });
    await gate.settle(own, true, { kind: 'unknown' });
    expect(await gate.admit(own, wish('person'))).toEqual({ isAdmitted: true, isProbe: true });
  });

  it('believes a provider that asks to wait, up to an hour', async () => {
    const own = account();
    await gate.settle(own, false, { kind: 'limited', waitMs: 90_000 });
    expect(await gate.look(own)).toEqual({ limits: [], waitMs: 90_000, reason: 'limited' });
    const other = account();
    await gate.settle(other, false, { kind: 'limited', waitMs: 90_000_000 });
    expect((await gate.look(other)).waitMs).toBe(3_600_000);
  });
});

it.each([1, 2, 4, 10, 500])('leaves at least one call of %d to everybody', (limit) => {
  for (const urgency of ['person', 'client', 'background'] as const) {
    expect(shareOf({ limit, perSeconds: 60 }, urgency)).toBeGreaterThanOrEqual(1);
    expect(shareOf({ limit, perSeconds: 60 }, urgency)).toBeLessThanOrEqual(limit);
  }
});

it('asks 1,000 times of a provider that allows 4 in a minute without one refusal, each waiting for its own turn', async () => {
  const gate = new RedisGate(shared, new LocalGate(nowMs), nowMs);
  const own = account([4, 60]);
  const calls: number[] = [];
  let waits = 0;
  const line = Array.from({ length: 1_000 }, () => ({ atMs: nowMs(), hasWaited: false }));
  while (line.length > 0) {
    line.sort((a, b) => a.atMs - b.atMs);
    const next = line.shift();
    if (next === undefined) break;
    clock.advance(Math.max(0, next.atMs - nowMs()));
    const admission = await gate.admit(own, wish('background', next.hasWaited));
    if (admission.isAdmitted) {
      calls.push(nowMs());
    } else {
      waits += 1;
      line.push({ atMs: nowMs() + admission.waitMs, hasWaited: true });
    }
  }

  const inAnyMinute = calls.map((at) => calls.filter((other) => other >= at && other < at + 60_000).length);
  expect(calls).toHaveLength(1_000);
  expect(Math.max(...inAnyMinute)).toBeLessThanOrEqual(4);
  // Each comes about twice: now, and when its turn has come.
  expect(waits).toBeLessThan(3_000);
  // Background work leaves one of four to others: three a minute.
  expect((calls[999] ?? 0) - (calls[0] ?? 0)).toBeLessThan((1_000 / 3) * 62_000 * 1.05);
}, 60_000);
