import { existsSync } from 'node:fs';

import type { MigrationSet } from '@sentrybox/database';
import { removeRedisData } from '@sentrybox/local-servers';

import type { BackupFile } from './backup-file';
import { isSetUp } from './catalogue';
import { checkSecrets } from './check-secrets';
import { writeConfiguration } from './configuration';
import { connected } from './connected';
import { loadDatabase } from './load-database';
import { described } from './make-backup';
import { withScratchDatabase } from './scratch-database';
import { CommandFailure } from '../launcher/exit-codes';
import { phase } from '../launcher/progress';
import type { Print } from '../launcher/progress';
import { replaceSecrets } from '../launcher/secrets';
import type { StateFolder } from '../launcher/state-folder';

export interface RestoreOptions {
  readonly file: BackupFile;
  readonly folder: StateFolder;
  readonly adminUrl: string;
  readonly apps: readonly MigrationSet[];
  readonly print: Print;
}

/** Whether the backup could be restored here; changes nothing. */
export async function verifyBackup({ file, adminUrl, apps, print }: Omit<RestoreOptions, 'folder'>): Promise<void> {
  await phase(print, 'restoring into a scratch database', async () => {
    await withScratchDatabase(adminUrl, async ({ url }) => {
      const backup = await loadDatabase(url, file.parts(), apps);
      print(`  ${described(backup, (await checkSecrets(url, backup)).opened)}`);
    });
  });
}

/**
 * Puts the installation of a backup into the place of what is there: restored and compared beside it first, then
 * exchanged at once. Up to that moment every failure leaves everything as it was.
 * @param options.mayReplace what is there may go; without it only an empty place is filled
 * @throws CommandFailure `usage` for a place that is not empty
 */
export async function restoreBackup(options: RestoreOptions & { readonly mayReplace: boolean }): Promise<void> {
  const { file, folder, adminUrl, apps, print } = options;
  if (!options.mayReplace && (existsSync(folder.secrets) || (await isDatabaseSetUp(adminUrl)))) {
    throw new CommandFailure(
      'usage',
      `There is an installation already (${folder.path} or its database). Its data and secrets would be gone: ` +
        'add --replace to put the backup into its place. Nothing was changed.',
    );
  }
  await phase(print, 'restoring', async () => {
    await withScratchDatabase(adminUrl, async ({ url, takeOver }) => {
      const backup = await loadDatabase(url, file.parts(), apps);
      const { secrets, opened } = await checkSecrets(url, backup);
      print(`  ${described(backup, opened)}`);
      const dropFormer = await takeOver();
      // From here on only a full disk or the end of the process could come between: the same command again repairs it.
      replaceSecrets(folder, secrets);
      removeRedisData(folder.path); // queues and caches of another past; services fill it anew from the database
      const written = writeConfiguration(folder, backup.environment);
      if (written !== undefined) print(`  the environment of the backup is in ${written}`);
      await dropFormer();
    });
  });
}

async function isDatabaseSetUp(adminUrl: string): Promise<boolean> {
  const { client, close } = await connected(adminUrl);
  try {
    return await isSetUp(client);
  } finally {
    await close();
  }
}
