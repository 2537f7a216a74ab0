import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

import type { MigrationSet } from '@sentrybox/database';
import { removeRedisData } from '@sentrybox/local-servers';

import type { BackupFile } from './backup-file';
import { isSetUp } from './catalogue';
import { checkSecrets } from './check-secrets';
import { writeConfiguration } from './configuration';
import { connected } from './connected';
import { refuseMissingKeys } from './kept-secrets';
import { loadDatabase, readHead } from './load-database';
import { described } from './make-backup';
import { notTheSame } from './backup.errors';
import { withScratchDatabase } from './scratch-database';
import { CommandFailure } from '../launcher/exit-codes';
import { phase } from '../launcher/progress';
import type { Print } from '../launcher/progress';
import { parsedSecrets, replaceSecrets } from '../launcher/secrets';
import type { InstallationSecrets } from '../launcher/secrets';
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

export interface RestoreChoices {
  /** What is there may go; without it only an empty place is filled. */
  readonly mayReplace: boolean;
  /** Secrets and configuration that stay: the backup gives the database alone. */
  readonly keptSecrets?: InstallationSecrets | undefined;
  /** The data folder of a Redis that lies elsewhere than in the state folder, to be emptied. */
  readonly redisData?: string | undefined;
}

/**
 * Puts the installation of a backup into the place of what is there: restored and compared beside it first, then
 * exchanged at once. Up to that moment every failure leaves everything as it was.
 * @throws CommandFailure `usage` for a place that is not empty, and for secrets that stay and do not open what is saved
 */
export async function restoreBackup(options: RestoreOptions & RestoreChoices): Promise<void> {
  const { file, folder, adminUrl, apps, print, keptSecrets, redisData } = options;
  const hasSecrets = keptSecrets === undefined && existsSync(folder.secrets);
  if (!options.mayReplace && (hasSecrets || (await isDatabaseSetUp(adminUrl)))) throw occupied(folder);
  await phase(print, 'restoring', async () => {
    await withScratchDatabase(adminUrl, async ({ url, takeOver }) => {
      const backup = await loadDatabase(url, file.parts(), apps);
      const { secrets, opened } = await checkSecrets(url, backup);
      print(`  ${described(backup, opened)}`);
      if (keptSecrets !== undefined) refuseMissingKeys({ secrets, environment: backup.environment }, keptSecrets);
      const dropFormer = await takeOver();
      // From here on only a full disk or the end of the process could come between: the same command again repairs it.
      if (keptSecrets === undefined) takeBelongings(folder, secrets, backup.environment, print);
      // Queues and caches of another past; services fill it anew from the database.
      removeRedisData(folder.path);
      if (redisData !== undefined) empty(redisData);
      await dropFormer();
    });
  });
}

/**
 * Writes secrets and configuration of a backup and nothing else, for places where they are handed out in another way. It
 * needs no database.
 * @throws CommandFailure `usage` where there are secrets that may not go
 */
export async function restoreSecrets(
  { file, folder, print }: Pick<RestoreOptions, 'file' | 'folder' | 'print'>,
  mayReplace: boolean,
): Promise<void> {
  if (!mayReplace && existsSync(folder.secrets)) throw occupied(folder);
  const source = file.parts()[Symbol.asyncIterator]();
  try {
    const head = await readHead(source);
    const secrets = parsedSecrets(head.secrets);
    if (secrets === undefined) throw notTheSame('its secrets are not those of an installation');
    takeBelongings(folder, secrets, head.environment, print);
  } finally {
    await source.return?.(); // closes the file
  }
}

function takeBelongings(
  folder: StateFolder,
  secrets: InstallationSecrets,
  environment: Readonly<Record<string, string>>,
  print: Print,
): void {
  replaceSecrets(folder, secrets);
  const written = writeConfiguration(folder, environment);
  if (written !== undefined) print(`  the environment of the backup is in ${written}`);
}

function occupied({ path }: StateFolder): CommandFailure {
  return new CommandFailure(
    'usage',
    `There is an installation already (${path} or its database). Its data and secrets would be gone: ` +
      'add --replace to put the backup into its place. Nothing was changed.',
  );
}

/** The folder itself may be a mount point, which cannot go. */
function empty(folder: string): void {
  for (const name of readdirSync(folder)) rmSync(join(folder, name), { recursive: true });
}

async function isDatabaseSetUp(adminUrl: string): Promise<boolean> {
  const { client, close } = await connected(adminUrl);
  try {
    return await isSetUp(client);
  } finally {
    await close();
  }
}
