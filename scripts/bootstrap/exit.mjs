import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** Documented in docs/operations/start.md. */
export const exitCodes = JSON.parse(readFileSync(join(root, 'scripts', 'exit-codes.json'), 'utf8'));

/** Says why on standard error and ends the process. */
export function fail(code, message) {
  process.stderr.write(`${message}\n`);
  process.exit(code);
}
