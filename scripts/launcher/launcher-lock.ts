import { rmSync, writeFileSync } from 'node:fs';

import { commandLine, errorCode, isAlive } from '@sentrybox/local-servers';
import { z } from 'zod';

import { CommandFailure } from './exit-codes';
import { readJsonFile } from './state-folder';
import type { StateFolder } from './state-folder';

const lockSchema = z.object({ pid: z.number().int().positive(), startedAt: z.string() });
export type LauncherLock = z.infer<typeof lockSchema>;

/** The launcher that runs on this state folder. A lock whose process is gone, or is another program by now, is none. */
export async function runningLauncher(folder: StateFolder): Promise<LauncherLock | undefined> {
  const lock = readLock(folder);
  if (lock === undefined || !isAlive(lock.pid)) return undefined;
  return /(?:run\.mjs|start\.js)\b/.test(await commandLine(lock.pid)) ? lock : undefined;
}

function readLock(folder: StateFolder): LauncherLock | undefined {
  try {
    return lockSchema.safeParse(readJsonFile(folder.lock)).data;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined; // Cut off by a crash while it was written.
    throw error;
  }
}

/**
 * Makes this process the one launcher of the state folder; returns what gives the lock back.
 * @throws CommandFailure `alreadyRunning`
 */
export async function takeLauncherLock(folder: StateFolder, now: () => Date = () => new Date()): Promise<() => void> {
  const lock: LauncherLock = { pid: process.pid, startedAt: now().toISOString() };
  if (!writeLock(folder, lock)) {
    const running = await runningLauncher(folder);
    if (running === undefined) rmSync(folder.lock, { force: true });
    if (running !== undefined || !writeLock(folder, lock)) throw alreadyRunning(running);
  }
  return () => {
    rmSync(folder.lock, { force: true });
  };
}

/** False when there is a lock already. */
function writeLock(folder: StateFolder, lock: LauncherLock): boolean {
  try {
    writeFileSync(folder.lock, JSON.stringify(lock), { flag: 'wx', mode: 0o600 });
    return true;
  } catch (error) {
    if (errorCode(error) === 'EEXIST') return false;
    throw error;
  }
}

function alreadyRunning(running: LauncherLock | undefined): CommandFailure {
  const who = running === undefined ? 'just started' : `process ${running.pid}, since ${running.startedAt}`;
  return new CommandFailure(
    'alreadyRunning',
    `Sentrybox is already running here (${who}). ` +
      '`npm run status` shows it, `npm run stop` stops it; SENTRYBOX_HOME runs a second one elsewhere.',
  );
}
