import { copyFileSync, existsSync, readFileSync, statSync, truncateSync } from 'node:fs';

const limitBytes = 50 * 1024 * 1024;

/** Moves a log above 50 MiB to `<name>.1`. In place, because the service holds the file open for appending. */
export function rotateLog(path: string): void {
  if (!existsSync(path) || statSync(path).size < limitBytes) return;
  copyFileSync(path, `${path}.1`);
  truncateSync(path);
}

export function endOfLog(path: string, lines = 15): string {
  if (!existsSync(path)) return '(no log)';
  return readFileSync(path, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}
