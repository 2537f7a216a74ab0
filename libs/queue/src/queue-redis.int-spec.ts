import { Redis } from 'ioredis';
import { ownRedis } from '@sentrybox/testing';
import type { OwnRedis } from '@sentrybox/testing';
import { ProcessArena, until } from '../test/process-arena';
import { defaultTiming } from './queue-timing';

jest.setTimeout(180_000);

let redis: OwnRedis;
let arena: ProcessArena;

beforeAll(async () => {
  redis = await ownRedis();
  arena = await ProcessArena.open({ redisUrl: redis.url, timing: defaultTiming });
});
beforeEach(() => arena.clear());
afterEach(async () => {
  arena.workers.killAll();
  await until(() => arena.workers.running.length === 0);
});
afterAll(async () => {
  await arena.close();
  await redis.close();
});

async function flush(): Promise<void> {
  const client = new Redis(redis.url);
  await client.flushall();
  client.disconnect();
}

const faults: readonly (readonly [string, () => Promise<void>])[] = [
  [
    'is killed and started again with its append-only file',
    async () => {
      await redis.kill();
      await arena.accept(10);
      await redis.start({ keepsData: true });
    },
  ],
  [
    'is killed and started again without data',
    async () => {
      await redis.kill();
      await arena.accept(10);
      await redis.start({ keepsData: false });
    },
  ],
  [
    'is flushed',
    async () => {
      await flush();
      await arena.accept(10);
    },
  ],
];

describe('Redis, with the times of production', () => {
  it.each(faults)(
    '%s while 500 pieces of work wait: all are done, none twice, and it goes on within 15 s (F03)',
    async (fault, strike) => {
      const rows = 510;
      const known = (await arena.counter.keys()).length;
      await arena.workers.start({ maxDelayMs: 600 });
      await arena.accept(500);
      await until(async () => (await arena.countOf('done')) >= 50);
      const startedAt = performance.now();
      await strike();
      const struckMs = performance.now() - startedAt;
      const doneThen = await arena.countOf('done');
      expect(doneThen).toBeLessThan(500);
      const backAt = performance.now();
      // What was in hand ends without Redis; only then does going on need it.
      await until(async () => (await arena.countOf('done')) > doneThen + 2 * 20, 15_000);
      const backMs = performance.now() - backAt;
      await arena.everythingIsDone(60_000);
      process.stdout.write(
        `${fault} (${String(Math.round(struckMs))} ms): goes on after ${String(Math.round(backMs))} ms\n`,
      );
      expect(await arena.effects()).toEqual({ effects: rows, works: rows });
      expect((await arena.counter.keys()).length - known).toBe(rows);
    },
  );

  it('does not keep work from being accepted, quickly, while it is away (F03)', async () => {
    await redis.kill();
    try {
      const startedAt = performance.now();
      await arena.accept(50);
      expect(performance.now() - startedAt).toBeLessThan(2_000);
      expect(await arena.countOf('waiting')).toBe(50);
    } finally {
      await redis.start({ keepsData: true });
    }
    await arena.workers.start();
    await arena.everythingIsDone(20_000);
  });
});
