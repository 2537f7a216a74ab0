import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';

/** One statement as the administrator of the stack's database, on a connection of its own. */
export async function askPostgres<Row extends object>(
  url: string,
  sql: string,
  values: readonly unknown[] = [],
): Promise<Row[]> {
  const client = new Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql, [...values])).rows;
  } finally {
    await client.end().catch(() => undefined); // the statement may have been the end of the server
  }
}

export async function askRedis<T>(url: string, ask: (redis: Redis) => Promise<T>): Promise<T> {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await ask(redis);
  } finally {
    redis.disconnect();
  }
}

/** PostgreSQL's first process. Asked of the server, because it may have been restarted since anybody wrote it down. */
export async function postmasterOf(databaseUrl: string): Promise<number> {
  const [row] = await askPostgres<{ folder: string }>(
    databaseUrl,
    `select current_setting('data_directory') as folder`,
  );
  return Number.parseInt(readFileSync(join(row?.folder ?? '', 'postmaster.pid'), 'utf8'), 10);
}

export async function redisProcess(redisUrl: string): Promise<{ pid: number; folder: string }> {
  return await askRedis(redisUrl, async (redis) => {
    const info = await redis.info('server');
    const [, folder = ''] = (await redis.config('GET', 'dir')) as string[]; // name and value
    return { pid: Number(/process_id:(\d+)/.exec(info)?.[1]), folder };
  });
}

/** The process and everything it started. */
export function familyOf(pid: number): number[] {
  const pairs = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number));
  const children = pairs.filter(([, parent]) => parent === pid).map(([child]) => child ?? 0);
  return [pid, ...children.flatMap((child) => familyOf(child))];
}

/** What Redis keeps on disk: without it, it comes back empty. */
export function removeRedisData(folder: string): void {
  for (const name of ['appendonlydir', 'appendonly.aof', 'dump.rdb']) {
    rmSync(join(folder, name), { recursive: true, force: true });
  }
}

/** Nothing when it has ended by itself. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
}
