import { existsSync, linkSync, rmSync, statSync } from 'node:fs';

import type { MigrationSet } from '@sentrybox/database';

import { openBackupFile, writeBackupFile } from './backup-file';
import type { BackupSecret } from './backup-secret';
import { checkSecrets } from './check-secrets';
import { dumpDatabase } from './dump-database';
import type { Belongings } from './dump-database';
import { loadDatabase } from './load-database';
import type { LoadedBackup } from './load-database';
import { withScratchDatabase } from './scratch-database';
import { CommandFailure } from '../launcher/exit-codes';
import { phase } from '../launcher/progress';
import type { Print } from '../launcher/progress';

export interface BackupOptions {
  readonly path: string;
  readonly secret: BackupSecret;
  readonly adminUrl: string;
  readonly belongings: Belongings;
  readonly apps: readonly MigrationSet[];
  readonly print: Print;
}

/** Saves an installation in a new file. It gets its name once it has been proved that it can be restored. */
export async function makeBackup(options: BackupOptions): Promise<void> {
  const { path, secret, adminUrl, belongings, apps, print } = options;
  if (existsSync(path)) throw new CommandFailure('usage', `${path} is there already: a backup never replaces a file.`);
  const unproved = `${path}.unverified`;
  rmSync(unproved, { force: true }); // of a run that was interrupted
  try {
    await phase(print, `saving to ${path}`, async () => {
      await writeBackupFile(unproved, secret, dumpDatabase(adminUrl, belongings));
    });
    print(`  ${Math.ceil(statSync(unproved).size / 1024)} KiB, encrypted`);
    await phase(print, 'restoring it into a scratch database', async () => {
      const { parts } = await openBackupFile(unproved, secret);
      await withScratchDatabase(adminUrl, async ({ url }) => {
        const backup = await loadDatabase(url, parts(), apps);
        print(`  ${described(backup, (await checkSecrets(url, backup)).opened)}`);
      });
    });
    linkSync(unproved, path); // unlike a rename, never over another file
  } finally {
    rmSync(unproved, { force: true });
  }
}

/** What was compared, for people. @param opened stored secrets that were decrypted */
export function described(backup: LoadedBackup, opened: number): string {
  return (
    `${backup.rows} rows of ${backup.tables} tables are as they were saved on ${backup.manifest.createdAt}; ` +
    `${opened} stored secrets open`
  );
}
