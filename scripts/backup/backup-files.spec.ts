import { mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { backupPath, parsedKeep, removeOldBackups } from './backup-files';

const now = new Date('2026-11-30T21:30:05.678Z');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sentrybox-backups-'));
});

afterEach(() => {
  rmSync(folder, { recursive: true });
});

it('a backup is the file that is named, or named after the moment in a folder that is there', () => {
  expect(backupPath(join(folder, 'mine'), now)).toBe(join(folder, 'mine'));
  expect(backupPath(folder, now)).toBe(join(folder, 'sentrybox-20261130T213005Z'));
});

it('the newest stay, and whatever is not named after a moment', () => {
  const days = ['26', '28', '27', '29'].map((day) => `sentrybox-202611${day}T000000Z`);
  const others = ['before-upgrade', 'sentrybox-2026', `${days[0] ?? ''}.txt`];
  for (const name of [...days, ...others]) writeFileSync(join(folder, name), '');

  expect(removeOldBackups(folder, 2, now)).toEqual([days[0], days[2]]);
  expect(readdirSync(folder).sort()).toEqual([...others, days[1], days[3]].sort());
  expect(removeOldBackups(folder, 5, now)).toEqual([]);
});

it('what a killed run left goes after a day, what another run is at stays', () => {
  const [left, current] = ['sentrybox-20261129T000000Z.unverified', 'sentrybox-20261130T213000Z.unverified'] as const;
  for (const name of [left, current]) writeFileSync(join(folder, name), '');
  const seconds = now.getTime() / 1_000;
  utimesSync(join(folder, left), seconds, seconds - 90_000);
  utimesSync(join(folder, current), seconds, seconds - 80_000);

  expect(removeOldBackups(folder, 1, now)).toEqual([left]);
});

it.each(['0', '-1', 'all', '1.5', ''])('--keep %j is refused: nothing would be left, or nobody knows what', (text) => {
  expect(() => parsedKeep(text)).toThrow('--keep');
});
