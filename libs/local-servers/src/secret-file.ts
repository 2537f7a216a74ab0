import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** Reads a password, or makes one of 256 random bits (hex, so that it is safe in a URL) in a file of mode 0600. */
export function readOrCreatePassword(path: string): string {
  if (existsSync(path)) return readFileSync(path, 'utf8').trim();
  const password = randomBytes(32).toString('hex');
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, `${password}\n`, { mode: 0o600 });
  renameSync(fresh, path);
  return password;
}
