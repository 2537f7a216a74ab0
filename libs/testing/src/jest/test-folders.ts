import { accessSync, constants, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { homedir, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../../../..');
const statePrefix = 'sentrybox-test-';

/** A path for the data of this run's servers; it carries the process id so that a later run can tell it is abandoned. */
export function newStateDir(): string {
  // Not mkdtemp: that folder would be closed to the unprivileged user which root's servers run as.
  return join(tmpdir(), `${statePrefix}${process.pid}-${randomBytes(6).toString('hex')}`);
}

/** Removes the data of runs that were killed. Another user's is left alone. */
export function removeAbandoned(isAlive: (pid: number) => boolean): void {
  for (const name of readdirSync(tmpdir())) {
    const pid = new RegExp(`^${statePrefix}(\\d+)-`).exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    try {
      rmSync(join(tmpdir(), name), { recursive: true, force: true });
    } catch {
      continue;
    }
  }
}

/** Where downloaded and copied binaries stay between runs: the first of these folders that can be written. */
export function testCacheDir(): string {
  const cacheHome = process.env['XDG_CACHE_HOME'];
  const candidates = [
    join(root, 'node_modules', '.cache', 'sentrybox'),
    ...(cacheHome === undefined || cacheHome === ''
      ? [join(homedir(), '.cache', 'sentrybox')]
      : [join(cacheHome, 'sentrybox')]),
  ];
  return candidates.find(isWritable) ?? join(tmpdir(), `sentrybox-cache-${process.getuid?.() ?? 0}`);
}

function isWritable(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
