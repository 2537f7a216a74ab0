import type { AppName } from './apps';

/** Begins every key of BullMQ; the name of the queue follows, which begins with the app that owns it. */
export const jobKeyPrefix = 'sbq';

/** Begins every count of the rate limits, which all services share; `database` is the number in REDIS_URL. */
export function rateLimitKeys(database: number): string {
  return `sb${database}:limit:v1`;
}

/** Begins every key of what the replicas of one app share and can do without: caches, counts, locks. */
export function sharedStateKeys(database: number, app: AppName): string {
  return `sb${database}:shared:v1:${app}`;
}

/** The number of the database that a Redis URL names; 0 when it names none. */
export function redisDatabaseOf(redisUrl: string): number {
  return Number(/^\/(\d+)$/.exec(new URL(redisUrl).pathname)?.[1] ?? '0');
}
