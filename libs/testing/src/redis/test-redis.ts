import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A numbered database of the test run's Redis that nobody else uses meanwhile. Publish/subscribe knows no databases. */
export interface TestRedis {
  readonly url: string;
  /** Forgets everything in it, as a Redis that lost its memory. */
  flush(): Promise<void>;
  /** Empties it and gives it back. */
  drop(): Promise<void>;
}

// 0 holds who has which; 13 to 15 are left to specs that name their own.
const candidates = Array.from({ length: 12 }, (_, index) => index + 1);
// A run that was killed gives nothing back; none takes this long.
const claimMs = 20 * 60_000;
const patienceMs = 60_000;

/** @throws Error when SENTRYBOX_TEST_REDIS_URL is not set or no database gets free within a minute. */
export async function testRedis(): Promise<TestRedis> {
  const base = process.env.SENTRYBOX_TEST_REDIS_URL;
  if (base === undefined || base === '') {
    throw new Error('SENTRYBOX_TEST_REDIS_URL is not set: this spec needs Redis, name it *.int-spec.ts.');
  }
  const register = new Redis(new URL('/0', base).href);
  const token = randomUUID();
  const index = await claim(register, token);
  const url = new URL(`/${index}`, base).href;
  const own = new Redis(url);
  await own.flushdb();
  return {
    url,
    flush: async () => {
      await own.flushdb();
    },
    drop: async () => {
      await own.flushdb();
      if ((await register.get(nameOf(index))) === token) await register.del(nameOf(index));
      await Promise.all([own.quit(), register.quit()]);
    },
  };
}

async function claim(register: Redis, token: string): Promise<number> {
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline) {
    for (const index of candidates) {
      if ((await register.set(nameOf(index), token, 'PX', claimMs, 'NX')) === 'OK') return index;
    }
    await wait(100);
  }
  await register.quit();
  throw new Error('All databases of the test Redis are taken.');
}

function nameOf(index: number): string {
  return `sentrybox-test:database:${index}`;
}
