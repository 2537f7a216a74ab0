import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Client } from 'pg';

import { makeFolder, serverFolder } from '../folders';
import { launchOnPort } from '../launch-on-port';
import { stopLeftover } from '../leftover';
import { serverIdentity } from '../run-as';
import type { Identity } from '../run-as';
import type { Log, RunningServer } from '../running-server';
import { readOrCreatePassword } from '../secret-file';
import { isSettledWithin, startProcess } from '../server-process';
import type { ServerProcess } from '../server-process';
import { findPostgres } from './binaries';
import type { PostgresBinaries, PostgresKind } from './binaries';
import { dataOwner, initialise, matching } from './initialise';

export interface StartPostgresOptions {
  /** Holds the data, the log and the administrator's password (0600). Created if missing. */
  readonly stateDir: string;
  /** Copies of binaries; `<stateDir>/cache` by default. */
  readonly cacheDir?: string;
  /** 0 or undefined: any free port. */
  readonly port?: number;
  /** Default true. False (tests only) may lose everything when the machine stops. */
  readonly fsync?: boolean;
  /** Default 200. */
  readonly maxConnections?: number;
  /** Only this kind; by default the embedded one, else the system's. */
  readonly kind?: PostgresKind;
  readonly log: Log;
}

export interface RunningPostgres extends RunningServer {
  /** Connects as the superuser `postgres` to the database `postgres`. Carries the password. */
  readonly adminUrl: string;
  readonly kind: PostgresKind;
  readonly version: string;
  /** Why this kind. */
  readonly reason: string;
}

/** Crash recovery of a big write-ahead log is the slow case. */
const readyTimeoutMs = 120_000;
const answerTimeoutMs = 5_000;

/**
 * Starts PostgreSQL on 127.0.0.1 with the data of `stateDir`, creating the cluster the first time.
 * @throws LocalServerError every failure, with what to do about it
 */
export async function startPostgres(options: StartPostgresOptions): Promise<RunningPostgres> {
  makeFolder(options.stateDir);
  const wanted = serverIdentity();
  const folder = serverFolder(options.stateDir, 'postgres', wanted);
  const dataDir = join(folder, 'data');
  const identity = dataOwner(dataDir, wanted);
  const cacheDir = options.cacheDir ?? join(options.stateDir, 'cache');
  const { found, refused } = await findPostgres({ cacheDir, identity, kind: options.kind });
  const binaries = matching(found, dataDir, refused);
  const reason = whyChosen(binaries, refused);
  const password = readOrCreatePassword(join(options.stateDir, 'postgres', 'admin-password'));
  await stopEarlierServer(dataDir, options.log);
  await initialise({ binaries, folder, dataDir, password, identity, log: options.log });
  const logFile = join(folder, 'postgres.log');
  const urlOn = (port: number) => `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  const { server, port } = await launchOnPort({
    name: `PostgreSQL ${binaries.version}`,
    port: options.port,
    logFile,
    readyTimeoutMs,
    launch: async (candidate) => await launch({ binaries, dataDir, port: candidate, identity, logFile, options }),
    answers: async (candidate) => await answers(urlOn(candidate)),
  });
  const { pid, exited, stop } = server;
  return { pid, port, exited, stop, adminUrl: urlOn(port), kind: binaries.kind, version: binaries.version, reason };
}

/** A sentence's end for people: where the server comes from and what spoke against another. */
export function whyChosen(binaries: PostgresBinaries, refused: readonly string[]): string {
  const origin = binaries.kind === 'embedded' ? 'came with npm' : `of this system (${binaries.binDir})`;
  return refused.length === 0 || binaries.kind === 'embedded' ? origin : `${origin}, because ${refused.join('; ')}`;
}

async function launch(start: {
  binaries: PostgresBinaries;
  dataDir: string;
  port: number;
  identity: Identity | undefined;
  logFile: string;
  options: StartPostgresOptions;
}): Promise<ServerProcess> {
  const settings: Record<string, string> = {
    max_connections: String(start.options.maxConnections ?? 200),
    timezone: 'UTC',
    log_timezone: 'UTC',
    password_encryption: 'scram-sha-256',
    log_min_messages: 'warning',
    ...(start.options.fsync === false
      ? { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_wal_size: '512MB' }
      : {}),
  };
  return await startProcess({
    command: join(start.binaries.binDir, 'postgres'),
    // An empty -k: no Unix socket, whose folder may be missing or not writable.
    args: [
      ...['-D', start.dataDir, '-h', '127.0.0.1', '-p', String(start.port), '-k', ''],
      ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    ],
    cwd: '/',
    env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
    identity: start.identity,
    logFile: start.logFile,
    // Fast shutdown ends sessions and writes a checkpoint; immediate leaves the work to recovery.
    stopSteps: [
      { signal: 'SIGINT', graceMs: 30_000 },
      { signal: 'SIGQUIT', graceMs: 5_000 },
    ],
  });
}

async function answers(connectionString: string): Promise<boolean> {
  // Not pg's own connection time-out: its timer outlives a refused connection and keeps the process from ending.
  const client = new Client({ connectionString });
  client.on('error', () => undefined);
  const asked = client
    .connect()
    .then(async () => await client.query('select 1'))
    .then(
      () => true,
      () => false, // Not yet: refused, starting up, recovering. The caller's deadline decides.
    );
  const isAnswered = (await isSettledWithin(asked, answerTimeoutMs)) && (await asked);
  void client.end().catch(() => undefined);
  return isAnswered;
}

async function stopEarlierServer(dataDir: string, log: Log): Promise<void> {
  const pidFile = join(dataDir, 'postmaster.pid');
  if (!existsSync(pidFile)) return;
  const pid = Number.parseInt(readFileSync(pidFile, 'utf8'), 10);
  const isOurs = (command: string) => command.includes('postgres') && command.includes(dataDir);
  if (await stopLeftover(pid, isOurs, 'SIGINT'))
    log(`stopped a PostgreSQL (${pid}) that an earlier run had left behind`);
}
