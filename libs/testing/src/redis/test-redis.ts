import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';
import { redisAccessRules } from '@sentrybox/messaging';
import { Redis } from 'ioredis';

/** A numbered database of the test run's Redis that nobody else uses meanwhile. Publish/subscribe knows no databases. */
export interface TestRedis {
  /** The administrator's: for arranging and for looking. */
  readonly url: string;
  /** As the app's own user, confined as in production; where Redis knows no users (js-redis-server), `url`. */
  urlOf(app: AppName): string;
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
  const users = await makeUsers(own, index, url);
  return {
    url,
    urlOf: (app) => users.get(app) ?? url,
    flush: async () => {
      await own.flushdb();
    },
    drop: async () => {
      await own.flushdb();
      if (users.size > 0) await own.acl('DELUSER', ...appNames.map((app) => userNameOf(index, app)));
      if ((await register.get(nameOf(index))) === token) await register.del(nameOf(index));
      await Promise.all([own.quit(), register.quit()]);
    },
  };
}

/** A user per app with the rules of production. Users belong to the whole server, so their names tell the database. */
async function makeUsers(redis: Redis, index: number, url: string): Promise<ReadonlyMap<AppName, string>> {
  const version = /redis_version:(\d+)/.exec(await redis.info('server'))?.[1];
  const urls = new Map<AppName, string>();
  for (const app of appNames) {
    const password = randomUUID();
    const rules = redisAccessRules(app, { database: index, hasSelectors: Number(version) >= 7 });
    try {
      await redis.acl('SETUSER', userNameOf(index, app), 'reset', 'on', `>${password}`, ...rules);
    } catch (error) {
      if (isUnknownCommand(error)) return new Map();
      throw error;
    }
    const own = new URL(url);
    own.username = userNameOf(index, app);
    own.password = password;
    urls.set(app, own.href);
  }
  return urls;
}

function userNameOf(index: number, app: AppName): string {
  return `sentrybox-test-${index}-${app}`;
}

// Redis' errors have no codes but their first words.
function isUnknownCommand(error: unknown): boolean {
  return error instanceof Error && /^(?:ERR unknown command|NOPERM)/i.test(error.message);
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
