import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

import { CommandFailure, exitCodes } from './launcher/exit-codes';
import { projectRoot } from './launcher/state-folder';

// The way in of the image. What a command needs is loaded when it runs, so that the health check stays cheap.
const usage =
  'Usage: <app> | worker <app> | migrate | init-secrets <folder> | first-start | key --name <name> [--scopes a,b] | user reset-password <e-mail> | user make-owner <e-mail> --team <name> | admin <command> | backup … | restore … | health';

const commands: Readonly<Record<string, () => Promise<unknown>>> = {
  migrate: async () => await import('./migrate.js'),
  'init-secrets': async () => await import('./container/init-secrets.js'),
  'first-start': async () => await import('./container/first-start.js'),
  key: async () => await import('./container/key.js'),
  user: async () => await import('./container/user.js'),
  admin: async () => await import('./container/admin.js'),
  backup: async () => await import('./backup.js'),
  restore: async () => await import('./restore.js'),
  health: async () => await import('./container/health.js'),
};

async function main(): Promise<void> {
  readPublicKeys();
  const command = takeArgument();
  const run = commands[command];
  if (run !== undefined) await run();
  else if (command === 'worker') await import(entryOf(takeArgument(), 'worker'));
  else await import(entryOf(command, 'main'));
}

/** The next argument; what runs afterwards sees only those behind it. */
function takeArgument(): string {
  const [argument] = process.argv.splice(2, 1);
  if (argument !== undefined && /^[a-z-]+$/.test(argument)) return argument;
  throw new CommandFailure('usage', usage);
}

function entryOf(app: string, entry: 'main' | 'worker'): string {
  const path = join(projectRoot, 'dist', 'apps', app, 'src', `${entry}.js`);
  if (existsSync(path)) return path;
  throw new CommandFailure('usage', `There is no app or command "${app}". ${usage}`);
}

/** Public keys are no secret, so the services take them from the environment alone; the init step leaves a file. */
function readPublicKeys(): void {
  const path = process.env['SERVICE_PUBLIC_KEYS_FILE'];
  if (path !== undefined && path !== '') process.env['SERVICE_PUBLIC_KEYS'] ??= readFileSync(path, 'utf8').trim();
}

main().catch((error: unknown) => {
  const isOurs = error instanceof CommandFailure;
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`${isOurs ? error.message : text}\n`);
  process.exit(exitCodes[isOurs ? error.reason : 'unexpected']);
});
