import { takeLauncherLock, runningLauncher } from '../launcher/launcher-lock';
import type { Print } from '../launcher/progress';
import { givenText } from '../launcher/given-text';
import { readRuntime } from '../launcher/runtime-file';
import { openPostgres } from '../launcher/servers';
import { openStateFolder } from '../launcher/state-folder';
import type { StateFolder } from '../launcher/state-folder';

/** An administrator's way into the installation's database. */
export interface InstallationDatabase {
  readonly url: string;
  readonly description: string;
  readonly close: () => Promise<void>;
}

/**
 * The database of DATABASE_URL (or DATABASE_URL_FILE), else that of the running installation, else that of the state
 * folder: its server runs until `close`, and nobody else can start meanwhile.
 */
export async function openDatabaseBeside(folder: StateFolder, print: Print): Promise<InstallationDatabase> {
  const running = (await runningLauncher(folder)) === undefined ? undefined : readRuntime(folder);
  const close = () => Promise.resolve();
  const given = givenText('DATABASE_URL');
  if (given !== undefined) return { ...(await openPostgres(folder, given, print)), close };
  return running === undefined ? await openStoppedDatabase(folder, print) : { ...running.postgres, close };
}

/** The same of an installation that must not run. @throws CommandFailure `alreadyRunning` */
export async function openStoppedDatabase(folder: StateFolder, print: Print): Promise<InstallationDatabase> {
  openStateFolder(folder);
  const giveBackLock = await takeLauncherLock(folder);
  try {
    const { url, description, stop } = await openPostgres(folder, givenText('DATABASE_URL'), print);
    const close = async (): Promise<void> => {
      await stop();
      giveBackLock();
    };
    return { url, description, close };
  } catch (error) {
    giveBackLock();
    throw error;
  }
}
