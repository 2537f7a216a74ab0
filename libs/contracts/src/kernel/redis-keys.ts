/** Begins every key of BullMQ; the name of the queue follows, which begins with the app that owns it. */
export const jobKeyPrefix = 'sbq';

/** Begins every count of the rate limits, which all services share; `database` is the number in REDIS_URL. */
export function rateLimitKeys(database: number): string {
  return `sb${database}:limit:v1`;
}

/** The number of the database that a Redis URL names; 0 when it names none. */
export function redisDatabaseOf(redisUrl: string): number {
  return Number(/^\/(\d+)$/.exec(new URL(redisUrl).pathname)?.[1] ?? '0');
}
