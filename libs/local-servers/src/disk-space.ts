import { existsSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { dirname } from 'node:path';

import { LocalServerError } from './local-server.errors';

const mebibyte = 1024 * 1024;

/** Mebibytes an unprivileged user may still write on the disk that holds `path` (or would hold it). */
export async function freeMebibytes(path: string): Promise<number> {
  let existing = path;
  while (!existsSync(existing) && existing !== dirname(existing)) existing = dirname(existing);
  const { bavail, bsize } = await statfs(existing);
  return Math.floor((bavail * bsize) / mebibyte);
}

/** @throws LocalServerError `disk-full` when less than `needed` MiB are left. */
export async function requireSpace(path: string, needed: number, what: string): Promise<void> {
  const free = await freeMebibytes(path);
  if (free >= needed) return;
  throw new LocalServerError('disk-full', `${what} needs ${needed} MiB at ${path}, and ${free} MiB are free.`);
}
