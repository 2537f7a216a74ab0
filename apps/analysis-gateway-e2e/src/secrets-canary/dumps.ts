import { readdirSync, readFileSync } from 'node:fs';
import { connect } from 'node:net';
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
  const monitor = await startMonitor(new URL(redisUrl));
  return {
    stop: async () => {
      const kept: string[] = [];
      for await (const keys of redis.scanStream({ count: 500 })) {
        for (const key of keys as string[]) {
          const value = await redis.dumpBuffer(key);
          kept.push(key, value.toString('latin1'));
        }
      }
      redis.disconnect();
      return [
        { name: 'commands to Redis', text: monitor.stop() },
        { name: 'keys and values of Redis', text: kept.join('\n') },
      ];
    },
  };
}

/**
 * MONITOR over a bare socket: the client's own monitor takes the first lines for answers to its own commands when others
 * are busy (ioredis 5.11). Resolves once the server has begun to tell.
 */
async function startMonitor({ hostname, port, username, password }: URL): Promise<{ stop(): string }> {
  const socket = connect(Number(port), hostname);
  let said = '';
  socket.setEncoding('latin1');
  const login = [username || 'default', password].map(decodeURIComponent).join(' ');
  socket.write(`${password === '' ? '' : `AUTH ${login}\r\n`}MONITOR\r\n`);
  await new Promise<void>((resolve, reject) => {
    const expected = password === '' ? 1 : 2;
    socket.once('error', reject);
    socket.on('data', (part: string) => {
      said += part;
      if (/^-/m.test(said.slice(0, 200))) reject(new Error(said.slice(0, 200)));
      if (said.split('+OK').length > expected) resolve();
    });
  });
  return {
    stop: () => {
      socket.destroy();
      return said;
    },
  };
}
