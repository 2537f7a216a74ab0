import { createHash } from 'node:crypto';
import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { LocalServerError } from './local-server.errors';
import { isReachable } from './run-as';
import type { Identity } from './run-as';

/** Where root's servers keep their data when the state folder lies below a folder that only root may enter. */
const rootFallbacks = ['/var/lib/sentrybox', '/var/tmp/sentrybox'];

/** Creates a folder of ours: others may pass through it (root's servers run as nobody) but not list it. */
export function makeFolder(path: string): string {
  if (!existsSync(path)) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, process.getuid?.() === 0 ? 0o711 : 0o700);
  }
  return path;
}

/** Creates a folder that belongs to the server alone. */
export function makeOwnFolder(path: string, identity: Identity | undefined): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  if (identity !== undefined) chownSync(path, identity.uid, identity.gid);
  return path;
}

/**
 * The folder for one server's data: `<stateDir>/<name>`, unless the server's user cannot get there; then a folder
 * outside, named by a digest of the state folder's path and remembered in `<stateDir>/<name>/location`.
 */
export function serverFolder(stateDir: string, name: string, identity: Identity | undefined): string {
  const preferred = join(makeFolder(resolve(stateDir)), name);
  const remembered = join(preferred, 'location');
  if (existsSync(remembered)) return makeFolder(readFileSync(remembered, 'utf8').trim());
  if (isReachable(makeFolder(preferred), identity)) return preferred;
  const digest = createHash('sha256').update(resolve(stateDir)).digest('hex').slice(0, 12);
  const outside = join(ownedFallback(), digest, name);
  makeFolder(join(outside, '..'));
  makeFolder(outside);
  writeFileSync(remembered, `${outside}\n`);
  return outside;
}

/** Every folder outside the state folder that holds this state's data; `reset` removes them with it. */
export function foldersOutside(stateDir: string): string[] {
  const outside = ['postgres', 'redis']
    .map((name) => join(stateDir, name, 'location'))
    .filter((path) => existsSync(path))
    .map((path) => dirname(readFileSync(path, 'utf8').trim()));
  return [...new Set(outside)];
}

/** A folder for downloaded and copied binaries which the server's user can read. */
export function cacheFolder(preferred: string, identity: Identity | undefined): string {
  const made = makeReadable(resolve(preferred));
  return isReachable(made, identity) ? made : makeReadable(join(ownedFallback(), 'cache'));
}

/** Where {@link cacheFolder} may have put things before. Makes nothing. */
export function knownCacheFolders(preferred: string): string[] {
  return [resolve(preferred), ...rootFallbacks.map((folder) => join(folder, 'cache'))].filter((path) =>
    existsSync(path),
  );
}

function makeReadable(path: string): string {
  if (!existsSync(path)) {
    mkdirSync(path, { recursive: true });
    chmodSync(path, 0o755);
  }
  return path;
}

function ownedFallback(): string {
  for (const folder of rootFallbacks) {
    try {
      makeFolder(folder);
    } catch {
      continue; // A read-only or missing parent: the next candidate may do.
    }
    // /var/tmp is open to everybody: a folder somebody else planted there is not ours to trust.
    const { uid, mode } = lstatSync(folder);
    if (lstatSync(folder).isDirectory() && uid === process.getuid?.() && (mode & 0o022) === 0) return folder;
  }
  throw new LocalServerError(
    'start-failed',
    `root's servers run as nobody, which cannot enter the state folder, and none of ${rootFallbacks.join(', ')} can be used. ` +
      'Set SENTRYBOX_HOME to a folder that every user may enter.',
  );
}
