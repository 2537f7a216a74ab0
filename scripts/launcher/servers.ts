import { appNames } from '@sentrybox/contracts';
import { pollUntil, startPostgres, startRedis } from '@sentrybox/local-servers';
import type { RedisUser, RunningServer } from '@sentrybox/local-servers';
import { redisAccessRules } from '@sentrybox/messaging';
import { Client } from 'pg';

import type { Print } from './progress';
import type { StateFolder } from './state-folder';

/** A PostgreSQL or Redis in use: one this launcher started, or one that was given. */
export interface ServerInUse {
  readonly url: string;
  /** What it is and why, for people; no password. */
  readonly description: string;
  readonly pid: () => number | undefined;
  readonly stop: () => Promise<void>;
}

const databaseName = 'sentrybox';
/** Between attempts to bring a dead server back. */
const retryMs = 4_000;

/** DATABASE_URL (an administrator's), else a PostgreSQL of our own with a database of our own. */
export async function openPostgres(folder: StateFolder, given: string | undefined, print: Print): Promise<ServerInUse> {
  if (given !== undefined && given !== '') return external(given, 'PostgreSQL of DATABASE_URL');
  const start = async (port: number) =>
    await startPostgres({ stateDir: folder.path, cacheDir: folder.cache, port, log: print });
  const server = await start(0);
  const kept = keepAlive('PostgreSQL', server, async () => await start(server.port), print);
  const url = new URL(server.adminUrl);
  await createDatabase(url.href);
  url.pathname = `/${databaseName}`;
  return {
    url: url.href,
    description: `PostgreSQL ${server.version} (${server.reason}), port ${server.port}`,
    ...kept,
  };
}

export interface RedisInUse extends ServerInUse {
  /** Whether each service has a user of its own; a Redis that was given is used as its URL says. */
  readonly hasUsers: boolean;
}

/** REDIS_URL, else a Redis of our own with a user per service. @param passwords of these, by name of the app */
export async function openRedis(
  folder: StateFolder,
  given: string | undefined,
  passwords: Readonly<Record<string, string>>,
  print: Print,
): Promise<RedisInUse> {
  if (given !== undefined && given !== '') return { ...external(given, 'Redis of REDIS_URL'), hasUsers: false };
  const users = (hasSelectors: boolean): RedisUser[] =>
    appNames.map((name) => ({
      name,
      password: passwords[name] ?? '',
      rules: redisAccessRules(name, { hasSelectors }),
    }));
  const start = async (port: number) =>
    await startRedis({ stateDir: folder.path, cacheDir: folder.cache, port, aof: true, users, log: print });
  const server = await start(0);
  const kept = keepAlive('Redis', server, async () => await start(server.port), print);
  const { hasUsers, port, reason, url, version } = server;
  return { url, hasUsers, description: `Redis ${version} (${reason}), port ${port}`, ...kept };
}

function external(url: string, what: string): ServerInUse {
  const { hostname, port } = new URL(url);
  const place = port === '' ? hostname : `${hostname}:${port}`;
  return { url, description: `${what} at ${place}`, pid: () => undefined, stop: () => Promise.resolve() };
}

async function createDatabase(adminUrl: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const { rowCount } = await client.query('select 1 from pg_database where datname = $1', [databaseName]);
    if (rowCount === 0) await client.query(`create database ${databaseName}`);
  } finally {
    await client.end();
  }
}

/** Starts a server that died again, on the same port: the services reconnect on their own. */
function keepAlive(
  name: string,
  first: RunningServer,
  restart: () => Promise<RunningServer>,
  print: Print,
): Pick<ServerInUse, 'pid' | 'stop'> {
  let current: RunningServer | undefined = first;
  let isStopping = false;
  let restarting: Promise<unknown> = Promise.resolve();
  const watch = (server: RunningServer): void => {
    void server.exited.then((code) => {
      current = undefined;
      if (!isStopping) restarting = revive(`${name} ended (${code === null ? 'by a signal' : `exit code ${code}`})`);
    });
  };
  const revive = async (what: string): Promise<void> => {
    print(`${what}; starting it again`);
    await pollUntil(
      async () => {
        try {
          current = await restart();
          watch(current);
          print(`${name} is back`);
          return true;
        } catch (error) {
          print(`${name} could not be started: ${error instanceof Error ? error.message : String(error)}`);
          return false;
        }
      },
      { timeoutMs: Number.POSITIVE_INFINITY, intervalMs: retryMs, isHopeless: () => isStopping },
    );
  };
  watch(first);
  return {
    pid: () => current?.pid,
    stop: async () => {
      isStopping = true;
      await restarting;
      await current?.stop();
    },
  };
}
