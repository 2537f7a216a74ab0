import { chownSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { Redis } from 'ioredis';

import { makeFolder, makeOwnFolder, serverFolder } from '../folders';
import { requireSpace } from '../disk-space';
import { launchOnPort } from '../launch-on-port';
import { stopLeftover } from '../leftover';
import { serverIdentity } from '../run-as';
import type { Identity } from '../run-as';
import type { Log, RunningServer } from '../running-server';
import { readOrCreatePassword } from '../secret-file';
import { startProcess } from '../server-process';
import type { ServerProcess } from '../server-process';
import { chooseRedis } from './choose-redis';
import type { RedisChoice, RedisKind } from './choose-redis';
import { adminName, redisConfig } from './redis-config';
import type { RedisUser } from './redis-config';

export interface StartRedisOptions {
  /** Holds the data, the log and the password (0600). Created if missing. */
  readonly stateDir: string;
  /** Downloaded binaries; `<stateDir>/cache` by default. */
  readonly cacheDir?: string;
  /** 0 or undefined: any free port. */
  readonly port?: number;
  /** Append-only file, flushed every second. Default false: nothing survives the process. */
  readonly aof?: boolean;
  /**
   * Users for services; the nameless user is switched off then. The server of the data decides whether rules may have
   * selectors (Redis 7). js-redis-server knows no users and gets none.
   */
  readonly users?: (hasSelectors: boolean) => readonly RedisUser[];
  /** Only these kinds, in the usual order; all by default. */
  readonly kinds?: readonly RedisKind[];
  readonly log: Log;
}

export interface RunningRedis extends RunningServer {
  /** The administrator's; carries the password. */
  readonly url: string;
  /** Whether the users that were asked for exist. */
  readonly hasUsers: boolean;
  readonly kind: RedisKind;
  /** js-redis-server: in memory only, slow, not the real engine. Say so to the user. */
  readonly evaluationOnly: boolean;
  /** Why this kind. */
  readonly reason: string;
  readonly version: string;
}

const readyTimeoutMs = 60_000;
const neededMebibytes = 50;

/**
 * Starts Redis on 127.0.0.1 with a password and `maxmemory-policy noeviction`.
 * @throws LocalServerError every failure, with what to do about it
 */
export async function startRedis(options: StartRedisOptions): Promise<RunningRedis> {
  makeFolder(options.stateDir);
  const wanted = serverIdentity();
  const cacheDir = options.cacheDir ?? join(options.stateDir, 'cache');
  const choice = await chooseRedis({ cacheDir, identity: wanted, kinds: options.kinds, log: options.log });
  const evaluationOnly = choice.kind === 'js-redis-server';
  if (evaluationOnly) {
    options.log(
      'WARNING: this is js-redis-server: in memory, about 200 jobs a second, for evaluation only. Install redis-server.',
    );
  }
  // js-redis-server runs on this Node, which nobody may be unable to execute.
  const identity = evaluationOnly ? undefined : wanted;
  const home = serverFolder(options.stateDir, 'redis', identity);
  await requireSpace(home, neededMebibytes, 'Redis');
  const owner = dataOwner(join(home, 'data'), identity);
  const folder = makeOwnFolder(join(home, 'data'), owner);
  await stopEarlierServer(folder, options.log);
  const password = readOrCreatePassword(join(options.stateDir, 'redis', 'password'));
  const logFile = join(home, 'redis.log');
  const users = usersOn(choice, options.users);
  const admin = users.length === 0 ? '' : adminName;
  const urlOn = (port: number) => `redis://${admin}:${password}@127.0.0.1:${port}`;
  const aof = options.aof ?? false;
  const { server, port } = await launchOnPort({
    name: `Redis (${choice.kind})`,
    port: options.port,
    logFile,
    readyTimeoutMs,
    launch: async (candidate) =>
      await launch({ choice, port: candidate, folder, password, aof, users, identity: owner, logFile }),
    answers: async (candidate) => await answers(urlOn(candidate)),
  });
  const { pid, exited, stop } = server;
  const { kind, reason, version } = choice;
  const hasUsers = users.length > 0;
  return { pid, port, exited, stop, url: urlOn(port), hasUsers, kind, evaluationOnly, reason, version };
}

function usersOn(choice: RedisChoice, users: StartRedisOptions['users']): readonly RedisUser[] {
  if (users === undefined || choice.kind === 'js-redis-server') return [];
  return users(Number.parseInt(choice.version, 10) >= 7);
}

/** As for PostgreSQL: root's server runs as the owner of data that a user made. */
function dataOwner(folder: string, identity: Identity | undefined): Identity | undefined {
  if (identity === undefined || !existsSync(folder)) return identity;
  const { uid, gid } = statSync(folder);
  return uid === 0 ? identity : { uid, gid };
}

async function launch(start: {
  choice: RedisChoice;
  port: number;
  folder: string;
  password: string;
  aof: boolean;
  users: readonly RedisUser[];
  identity: Identity | undefined;
  logFile: string;
}): Promise<ServerProcess> {
  const { choice, port, folder, password, aof, users, identity, logFile } = start;
  const rest = { cwd: folder, identity, logFile, stopSteps: [{ signal: 'SIGTERM', graceMs: 15_000 }] as const };
  if (choice.kind === 'js-redis-server') {
    const env = { PATH: process.env['PATH'], REDIS_PASSWORD: password };
    const server = await startProcess({ ...rest, command: process.execPath, args: [choice.script, String(port)], env });
    writeFileSync(join(folder, 'redis.pid'), `${server.pid}\n`);
    return server;
  }
  const config = join(folder, 'redis.conf');
  writeFileSync(config, redisConfig({ port, folder, password, aof, users }), { mode: 0o600 });
  if (identity !== undefined) chownSync(config, identity.uid, identity.gid);
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC', ...choice.binary.env };
  return await startProcess({ ...rest, command: choice.binary.path, args: [config], env });
}

async function answers(url: string): Promise<boolean> {
  const client = new Redis(url, {
    lazyConnect: true,
    retryStrategy: () => null,
    maxRetriesPerRequest: 0,
    connectTimeout: 5_000,
    disconnectTimeout: 100,
  });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.ping();
    return true;
  } catch {
    return false; // Not yet: refused, or loading its data. The caller's deadline decides.
  } finally {
    client.disconnect();
  }
}

async function stopEarlierServer(folder: string, log: Log): Promise<void> {
  const pidFile = join(folder, 'redis.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const isOurs = (command: string) => /redis|valkey/.test(command);
  if (await stopLeftover(pid, isOurs, 'SIGTERM')) log(`stopped a Redis (${pid}) that an earlier run had left behind`);
}
