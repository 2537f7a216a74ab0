import {
  accessSync,
  chmodSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, resolve } from 'node:path';

import { errorCode } from '@sentrybox/local-servers';

import { CommandFailure } from './exit-codes';

/** The project's folder: this file is compiled to dist/scripts/launcher. */
export const projectRoot = findRoot(__dirname);

function findRoot(from: string): string {
  return existsSync(join(from, 'package-lock.json')) ? from : findRoot(dirname(from));
}

/** Paths below the state folder, `.sentrybox` in the project unless SENTRYBOX_HOME says otherwise. */
export interface StateFolder {
  readonly path: string;
  readonly secrets: string;
  readonly logs: string;
  /** Who runs: `npm start`'s lock. */
  readonly lock: string;
  /** What runs: addresses and process ids, with the servers' URLs. */
  readonly runtime: string;
  readonly cache: string;
}

export function stateFolder(home = process.env['SENTRYBOX_HOME']): StateFolder {
  const path = resolve(home === undefined || home === '' ? join(projectRoot, '.sentrybox') : home);
  return {
    path,
    secrets: join(path, 'secrets.json'),
    logs: join(path, 'logs'),
    lock: join(path, 'run', 'launcher.json'),
    runtime: join(path, 'run', 'runtime.json'),
    cache: join(path, 'cache'),
  };
}

/**
 * Creates the state folder. Root's may be passed through by others, because root's PostgreSQL runs as nobody.
 * @throws CommandFailure `stateUnusable` when it cannot be written
 */
export function openStateFolder(folder: StateFolder): void {
  try {
    if (!existsSync(folder.path)) {
      mkdirSync(folder.path, { recursive: true });
      chmodSync(folder.path, process.getuid?.() === 0 ? 0o711 : 0o700);
    }
    for (const path of [folder.logs, dirname(folder.lock)]) mkdirSync(path, { recursive: true, mode: 0o700 });
    accessSync(folder.path, constants.W_OK | constants.X_OK);
  } catch (error) {
    if (['ENOSPC', 'EDQUOT'].includes(errorCode(error) ?? '')) throw error;
    throw new CommandFailure(
      'stateUnusable',
      `The state folder ${folder.path} cannot be written (${error instanceof Error ? error.message : String(error)}). Set SENTRYBOX_HOME to one that can.`,
      { cause: error },
    );
  }
}

/** Writes a file that only its owner may read, whole or not at all. */
export function writePrivateFile(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text, { mode: 0o600 });
  renameSync(fresh, path);
}

/** The parsed content of a JSON file; undefined when there is none. */
export function readJsonFile(path: string): unknown {
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as unknown) : undefined;
}
