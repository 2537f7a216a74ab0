import { readFileSync } from 'node:fs';

import { appNames, apps } from '@sentrybox/contracts';

import { CommandFailure } from '../launcher/exit-codes';

/**
 * The app that a process was started for. An init process in front keeps the whole line as its own arguments.
 * @param path of the process's command line: arguments separated by NUL
 * @throws CommandFailure `usage` when no argument is an app
 */
export function appOfCommandLine(path: string): { readonly port: number } {
  const words = readFileSync(path, 'utf8').split('\0');
  const app = appNames.find((name) => words.includes(name));
  if (app !== undefined) return apps[app];
  throw new CommandFailure('usage', 'No service runs in this container.');
}
