import { readdirSync, rmSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { CommandFailure } from '../launcher/exit-codes';

/** `sentrybox-20261130T213000Z`: names sort by time. */
const ownName = /^sentrybox-\d{8}T\d{6}Z$/;
const unfinishedName = /^sentrybox-\d{8}T\d{6}Z\.unverified$/;
/** No run takes longer, so what is older was left by one that was killed. */
const abandonedAfterMs = 24 * 3_600_000;

/** The file of a new backup. @param out the file itself, or a folder in which it is named after the moment, in UTC */
export function backupPath(out: string, now: Date): string {
  const path = resolve(out);
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return path;
  return join(path, `sentrybox-${now.toISOString().replace(/[-:]|\.\d+/g, '')}`);
}

/** @returns undefined where everything is to be kept. @throws CommandFailure `usage` for what is no whole number from 1 on */
export function parsedKeep(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (/^[1-9]\d{0,5}$/.test(text)) return Number(text);
  throw new CommandFailure('usage', '--keep takes the number of backups that are to stay, from 1 on.');
}

/**
 * Makes room: of the backups that were named after their moment the newest stay, other files of the folder too.
 * @returns names of the files that were removed
 */
export function removeOldBackups(folder: string, keep: number, now: Date): string[] {
  const names = readdirSync(folder).toSorted();
  const isAbandoned = (name: string): boolean =>
    unfinishedName.test(name) && now.getTime() - statSync(join(folder, name)).mtimeMs > abandonedAfterMs;
  const removed = [...names.filter((name) => ownName.test(name)).slice(0, -keep), ...names.filter(isAbandoned)];
  for (const name of removed) rmSync(join(folder, name));
  return removed;
}
