import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { parseArgs } from 'node:util';

import { foldersOutside } from '@sentrybox/local-servers';

import { CommandFailure } from './launcher/exit-codes';
import type { ExitReason } from './launcher/exit-codes';
import { runningLauncher } from './launcher/launcher-lock';
import { printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { parseCommandLine } from './launcher/start-options';
import { stateFolder } from './launcher/state-folder';

/** What a state folder holds. Anything else in it was put there by somebody else and stays. */
const ownEntries = ['postgres', 'redis', 'secrets.json', 'configuration.env', 'logs', 'run'];

async function main(args: readonly string[]): Promise<ExitReason> {
  const options = { yes: { type: 'boolean' }, all: { type: 'boolean' } } as const;
  const { values } = parseCommandLine(() => parseArgs({ args: [...args], options }));
  const folder = stateFolder();
  if ((await runningLauncher(folder)) !== undefined) {
    throw new CommandFailure('alreadyRunning', 'Sentrybox is running: `npm run stop` first.');
  }
  if (!existsSync(folder.path)) {
    print(`There is no state at ${folder.path}.`);
    return 'ok';
  }
  print(`This removes the database, the queues, the secrets and the logs of ${folder.path}.`);
  print(
    'A database of your own (DATABASE_URL) is not touched; secrets stored in it become unreadable without these keys.',
  );
  if (values.yes !== true && !(await isConfirmed())) {
    print('Nothing was removed.');
    return 'usage';
  }
  const entries = values.all === true ? [...ownEntries, 'cache'] : ownEntries;
  for (const path of [...foldersOutside(folder.path), ...entries.map((entry) => join(folder.path, entry))]) {
    rmSync(path, { recursive: true, force: true });
  }
  const left = readdirSync(folder.path);
  if (left.length === 0) rmSync(folder.path, { recursive: true });
  print(
    left.includes('cache') ? 'Removed. Downloaded servers stay in the cache (--all removes them too).' : 'Removed.',
  );
  return 'ok';
}

async function isConfirmed(): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new CommandFailure('usage', 'Add --yes: there is no terminal to ask at (npm run reset -- --yes).');
  }
  const terminal = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return (await terminal.question('Type yes to go on: ')).trim() === 'yes';
  } finally {
    terminal.close();
  }
}

runCommand(main);
