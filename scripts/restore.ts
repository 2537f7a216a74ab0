import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { openBackupFile } from './backup/backup-file';
import { readBackupSecret } from './backup/backup-secret';
import { openDatabaseBeside, openStoppedDatabase } from './backup/installation-database';
import { restoreBackup, verifyBackup } from './backup/restore-backup';
import { CommandFailure } from './launcher/exit-codes';
import type { ExitReason } from './launcher/exit-codes';
import { findMigrations } from './launcher/migrations';
import { printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { parseCommandLine } from './launcher/start-options';
import { projectRoot, stateFolder } from './launcher/state-folder';

const usage = 'Usage: restore <file> --key-file <file> [--replace | --verify-only]';

/** Arguments: the backup, --key-file or --passphrase-file, --replace, --verify-only; see docs/operations/recover.md. */
async function main(args: readonly string[]): Promise<ExitReason> {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = { 'key-file': text, 'passphrase-file': text, replace: flag, 'verify-only': flag };
  const { values, positionals } = parseCommandLine(() =>
    parseArgs({ args: [...args], options, allowPositionals: true }),
  );
  const [path] = positionals;
  const isVerifying = values['verify-only'] === true;
  if (path === undefined || positionals.length > 1 || (isVerifying && values.replace === true)) {
    throw new CommandFailure('usage', usage);
  }
  const file = await openBackupFile(resolve(path), readBackupSecret(values));
  const folder = stateFolder();
  const database = isVerifying ? await openDatabaseBeside(folder, print) : await openStoppedDatabase(folder, print);
  try {
    const shared = { file, adminUrl: database.url, apps: findMigrations(projectRoot), print };
    if (isVerifying) await verifyBackup(shared);
    else await restoreBackup({ ...shared, folder, mayReplace: values.replace === true });
  } finally {
    await database.close();
  }
  print(isVerifying ? 'The backup can be restored.' : 'Restored. `npm start` starts it.');
  return 'ok';
}

runCommand(main);
