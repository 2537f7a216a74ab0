import { z } from 'zod';

import { CommandFailure } from './launcher/exit-codes';
import type { ExitReason } from './launcher/exit-codes';
import { givenText } from './launcher/given-text';
import { runningLauncher } from './launcher/launcher-lock';
import { migrate } from './launcher/migrations';
import { phase, printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { readRuntime } from './launcher/runtime-file';
import { loadSecrets } from './launcher/secrets';
import { openPostgres } from './launcher/servers';
import { openStateFolder, projectRoot, stateFolder } from './launcher/state-folder';
import type { StateFolder } from './launcher/state-folder';

const passwordsSchema = z.record(z.string(), z.string().min(32));

/**
 * Brings the database up to date: DATABASE_URL's, else that of the running installation, else that of the state folder,
 * started for the purpose. Where no state folder exists (in a container) the roles' passwords come as JSON in
 * DATABASE_ROLE_PASSWORDS. Both may also be given as `<name>_FILE`, the path of a file.
 */
async function main(): Promise<ExitReason> {
  const folder = stateFolder();
  const given = givenText('DATABASE_URL');
  const running = (await runningLauncher(folder)) === undefined ? undefined : readRuntime(folder);
  const url = given ?? running?.postgres.url;
  const rolePasswords = givenPasswords() ?? passwordsOf(folder);
  if (url === undefined) openStateFolder(folder);
  const postgres = await openPostgres(folder, url, print);
  try {
    await phase(print, `migrating ${postgres.description}`, async () => {
      await migrate({ root: projectRoot, adminUrl: postgres.url, rolePasswords, print });
    });
  } finally {
    await postgres.stop();
  }
  return 'ok';
}

function passwordsOf(folder: StateFolder): Readonly<Record<string, string>> {
  openStateFolder(folder);
  return loadSecrets(folder).rolePasswords;
}

function givenPasswords(): Readonly<Record<string, string>> | undefined {
  const text = givenText('DATABASE_ROLE_PASSWORDS');
  if (text === undefined) return undefined;
  const parsed = passwordsSchema.safeParse(parseJson(text));
  if (parsed.success) return parsed.data;
  throw new CommandFailure(
    'usage',
    'DATABASE_ROLE_PASSWORDS is not a JSON object of role names and passwords of 32 or more characters.',
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // The schema refuses it; a parser's message would quote the secret.
  }
}

runCommand(main);
