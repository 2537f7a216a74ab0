import { chownSync, existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';

import { freeMebibytes, requireSpace } from '../disk-space';
import { makeOwnFolder } from '../folders';
import { LocalServerError } from '../local-server.errors';
import type { Log } from '../running-server';
import { runCommand } from '../run-command';
import type { Identity } from '../run-as';
import type { PostgresBinaries } from './binaries';

/** A fresh cluster is 40 MB; the first write-ahead log segments and a first import want the rest. */
const neededMebibytes = 300;

/** The major version of the stored data; undefined when there is none yet. */
function storedMajor(dataDir: string): number | undefined {
  const versionFile = join(dataDir, 'PG_VERSION');
  return existsSync(versionFile) ? Number.parseInt(readFileSync(versionFile, 'utf8'), 10) : undefined;
}

/** Root's server runs as the owner of existing data, so that data made by a user stays that user's. */
export function dataOwner(dataDir: string, identity: Identity | undefined): Identity | undefined {
  if (!existsSync(dataDir)) return identity;
  const { uid, gid } = statSync(dataDir);
  if (identity !== undefined && uid !== 0) return { uid, gid };
  if (uid === process.getuid?.()) return identity;
  throw new LocalServerError(
    'data-owner',
    `${dataDir} belongs to user ${uid}: start as that user, or as root, or remove it with \`npm run reset\`.`,
  );
}

/** Binaries for the stored data (same major version), else the preferred ones for a fresh cluster. */
export function matching(
  found: readonly PostgresBinaries[],
  dataDir: string,
  refused: readonly string[],
): PostgresBinaries {
  const major = storedMajor(dataDir);
  const choice = major === undefined ? found[0] : found.find((binaries) => binaries.major === major);
  if (choice !== undefined) return choice;
  if (major === undefined) {
    throw new LocalServerError(
      'no-server',
      `No PostgreSQL can be run here (${refused.join('; ')}). Install PostgreSQL 15 or newer, or set DATABASE_URL.`,
    );
  }
  const present = found.map(({ version }) => version).join(', ');
  throw new LocalServerError(
    'data-version',
    `The stored data was written by PostgreSQL ${major}, and here is ${present === '' ? 'none' : present}. ` +
      `Install PostgreSQL ${major}, or remove the data with \`npm run reset\`.`,
  );
}

/** Creates the cluster if there is none. An interrupted earlier attempt leaves nothing behind that could be used. */
export async function initialise(options: {
  binaries: PostgresBinaries;
  folder: string;
  dataDir: string;
  password: string;
  identity: Identity | undefined;
  log: Log;
}): Promise<void> {
  const { binaries, folder, dataDir, identity } = options;
  if (storedMajor(dataDir) !== undefined) return;
  requireUserName();
  await requireSpace(folder, neededMebibytes, 'PostgreSQL');
  const unfinished = readdirSync(folder).filter(
    (name) => name.startsWith('data.new') || name.startsWith('password.new'),
  );
  for (const name of unfinished) rmSync(join(folder, name), { recursive: true });
  const fresh = makeOwnFolder(join(folder, `data.new-${process.pid}`), identity);
  const passwordFile = join(folder, `password.new-${process.pid}`);
  writeFileSync(passwordFile, options.password, { mode: 0o600 });
  if (identity !== undefined) chownSync(passwordFile, identity.uid, identity.gid);
  options.log(`creating a PostgreSQL ${binaries.version} cluster`);
  const args = ['-D', fresh, '-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`, '-E', 'UTF8'];
  const { code, output } = await runCommand(
    join(binaries.binDir, 'initdb'),
    [...args, ...localeArgs(binaries.major), '-N'],
    {
      cwd: '/',
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      identity,
      timeoutMs: 180_000,
    },
  );
  rmSync(passwordFile, { force: true });
  if (code === 0) {
    renameSync(fresh, dataDir);
    return;
  }
  rmSync(fresh, { recursive: true, force: true });
  const isFull = (await freeMebibytes(folder)) < neededMebibytes / 2;
  throw new LocalServerError(
    isFull ? 'disk-full' : 'start-failed',
    `initdb failed (code ${String(code)}):\n${output.trimEnd()}`,
  );
}

/** initdb insists on a name for the user it runs as; containers are often started with a bare number. */
function requireUserName(): void {
  try {
    userInfo();
  } catch (error) {
    throw new LocalServerError(
      'no-server',
      `User ${process.getuid?.() ?? ''} has no name on this system (/etc/passwd), and PostgreSQL's initdb insists on one: ` +
        'start as a named user, or set DATABASE_URL.',
      { cause: error },
    );
  }
}

/** Byte order for sorting and Unicode case rules, the same on every machine: 17 and newer bring that along. */
function localeArgs(major: number): string[] {
  if (major >= 17) return ['--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'];
  return [process.platform === 'linux' ? '--locale=C.UTF-8' : '--locale=C'];
}
