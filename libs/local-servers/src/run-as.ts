import { existsSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** A user and group of this machine by number. */
export interface Identity {
  readonly uid: number;
  readonly gid: number;
}

/** What `nobody` is on systems whose /etc/passwd does not list it. */
const overflowIdentity: Identity = { uid: 65_534, gid: 65_534 };

/**
 * Whom a server has to run as. PostgreSQL refuses uid 0 and Redis should not have it, so root's servers run as
 * `nobody`, which exists everywhere: no user is created. Undefined means: as the current user.
 */
export function serverIdentity(): Identity | undefined {
  return process.getuid?.() === 0 ? nobody(readPasswd()) : undefined;
}

/** Finds `nobody` in the text of /etc/passwd. macOS writes its ids as -2, which the kernel reads as 4294967294. */
export function nobody(passwd: string): Identity {
  const line = passwd.split('\n').find((entry) => entry.startsWith('nobody:'));
  const [, , uid, gid] = line?.split(':') ?? [];
  if (uid === undefined || gid === undefined) return overflowIdentity;
  return { uid: Number(uid) >>> 0, gid: Number(gid) >>> 0 };
}

function readPasswd(): string {
  return existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8') : '';
}

type Access = 'read' | 'enter';

const accessBits: Record<Access, number> = { read: 0o4, enter: 0o1 };

function mayAccess(path: string, identity: Identity, access: Access): boolean {
  const { mode, uid, gid } = statSync(path);
  const shift = uid === identity.uid ? 6 : gid === identity.gid ? 3 : 0;
  return ((mode >> shift) & accessBits[access]) !== 0;
}

/**
 * Whether `identity` can get at `path`: every folder above it can be entered, and `path` itself can be read and entered
 * (or executed). A path that does not exist yet is judged by its nearest existing folder. Access lists are not read.
 */
export function isReachable(path: string, identity: Identity | undefined): boolean {
  if (identity === undefined) return true;
  if (!existsSync(path)) return path !== dirname(path) && isReachable(dirname(path), identity);
  const real = realpathSync(path);
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if (!mayAccess(folder, identity, 'enter')) return false;
    if (folder === dirname(folder)) break;
  }
  return mayAccess(real, identity, 'enter') && (statSync(real).isDirectory() || mayAccess(real, identity, 'read'));
}
