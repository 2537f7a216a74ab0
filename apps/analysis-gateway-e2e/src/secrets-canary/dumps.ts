import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { Client } from 'pg';
import type { Place } from './forms';

interface Runtime {
  readonly postgres: { readonly url: string };
  readonly redis: { readonly url: string };
}

export const runtimeOf = (home: string): Runtime =>
  JSON.parse(readFileSync(join(home, 'run', 'runtime.json'), 'utf8')) as Runtime; // written by the launcher

/** The logs of all services and servers. */
export function logsOf(home: string): Place[] {
  const folder = join(home, 'logs');
  return readdirSync(folder).map((file) => ({ name: `log ${file}`, text: readFileSync(join(folder, file), 'utf8') }));
}

/** Every row of every table, as text; bytes are in hexadecimal. */
export async function tablesOf(databaseUrl: string): Promise<Place[]> {
  const client = new Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows: tables } = await client.query<{ name: string }>(
      `select format('%I.%I', schemaname, tablename) as name from pg_tables
        where schemaname not in ('pg_catalog', 'information_schema')`,
    );
    const places: Place[] = [];
    for (const { name } of tables) {
      const { rows } = await client.query<{ row: string }>(`select t::text as row from ${name} t`);
      places.push({ name: `table ${name}`, text: rows.map(({ row }) => row).join('\n') });
    }
    return places;
  } finally {
    await client.end();
  }
}

export interface RedisWatch {
  /** Every command since the beginning, and every key and value that is there now. */
  stop(): Promise<Place[]>;
}

/** Listens to all that is said to Redis: messages and jobs are gone before anybody could dump them. */
export async function watchRedis(redisUrl: string): Promise<RedisWatch> {
  const redis = new Redis(redisUrl);
  const monitor = await redis.monitor();
  const said: string[] = [];
  monitor.on('monitor', (_time: string, command: readonly string[]) => said.push(command.join(' ')));
  return {
    stop: async () => {
      const kept: string[] = [];
      for await (const keys of redis.scanStream({ count: 500 })) {
        for (const key of keys as string[]) {
          const value = await redis.dumpBuffer(key);
          kept.push(key, value.toString('latin1'));
        }
      }
      monitor.disconnect();
      redis.disconnect();
      return [
        { name: 'commands to Redis', text: said.join('\n') },
        { name: 'keys and values of Redis', text: kept.join('\n') },
      ];
    },
  };
}
