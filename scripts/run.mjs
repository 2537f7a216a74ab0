// The way in for every `npm run …`: works on a fresh clone, where nothing is installed or built, with Node's own modules
// alone. Checks the Node version, installs, builds what is stale, then runs the command in this same process.
// Usage: node scripts/run.mjs <command> [arguments]
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildStale } from './bootstrap/build-stale.mjs';
import { ensureDependencies } from './bootstrap/dependencies.mjs';
import { root } from './bootstrap/root.mjs';
import { exitCodes, fail } from './bootstrap/exit.mjs';
import { isLauncherRunning } from './bootstrap/running-launcher.mjs';
import { watchForOrphaning } from './bootstrap/orphan-watch.mjs';
import { runJest } from './bootstrap/run-jest.mjs';

const oldestNode = [20, 19];
/** These look at or end what runs; compiling under a running installation would pull its files from under it. */
const neverBuild = ['stop', 'status', 'reset', 'key', 'user', 'admin', 'doctor', 'backup', 'restore'];

const [command = '', ...args] = process.argv.slice(2);

checkNode(process.versions.node);
watchForOrphaning();
const source = command === 'bench' ? join('bench', 'index') : join('scripts', command);
if (command !== 'test' && (!/^[a-z-]+$/.test(command) || !existsSync(join(root, `${source}.ts`)))) {
  fail(
    exitCodes.usage,
    `There is no command "${command}". Try: start, stop, status, doctor, key, user, admin, migrate, backup, restore, reset, test.`,
  );
}
await ensureDependencies();
const compiled = join(root, 'dist', `${source}.js`);
const mayBuild =
  !existsSync(compiled) || !(neverBuild.includes(command) || (command === 'start' && isLauncherRunning()));
if (mayBuild) await buildStale();
if (command === 'test') {
  process.exitCode = await runJest(args);
} else {
  process.argv = [process.execPath, compiled, ...args];
  await import(pathToFileURL(compiled).href);
}

function checkNode(version) {
  const [major, minor] = version.split('.').map(Number);
  if (major > oldestNode[0] || (major === oldestNode[0] && minor >= oldestNode[1])) return;
  fail(
    exitCodes.nodeTooOld,
    `Sentrybox needs Node.js ${oldestNode.join('.')} or newer, and this is ${version}. Get one from https://nodejs.org or a version manager.`,
  );
}
