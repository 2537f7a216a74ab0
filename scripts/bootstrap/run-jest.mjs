import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { join } from 'node:path';
import { exitCodes, fail } from './exit.mjs';
import { root } from './root.mjs';

const kinds = ['unit', 'int', 'e2e', 'system', 'long'];

/** `test <kind …> [Jest's arguments]`: the kinds are Jest's projects. Resolves to Jest's exit code. */
export async function runJest(args) {
  const firstOther = args.findIndex((arg) => !kinds.includes(arg));
  const wanted = firstOther === -1 ? args : args.slice(0, firstOther);
  const rest = firstOther === -1 ? [] : args.slice(firstOther);
  if (wanted.length === 0) fail(exitCodes.usage, `Name the kinds of tests first: ${kinds.join(', ')}.`);
  // Last, because the option takes every word after it.
  const jest = [join(root, 'node_modules', 'jest', 'bin', 'jest.js'), ...rest, '--selectProjects', ...wanted];
  return await new Promise((resolve) => {
    const child = spawn(process.execPath, jest, { cwd: root, stdio: 'inherit' });
    // Ctrl-C reaches Jest by the terminal; what is sent to this process alone is passed on. Jest decides when to end.
    process.on('SIGINT', () => undefined);
    for (const event of ['SIGTERM', 'orphaned']) process.on(event, () => child.kill('SIGTERM'));
    child.once('close', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}
