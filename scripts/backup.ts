import { dirname } from 'node:path';
import { parseArgs } from 'node:util';

import { backupPath, parsedKeep, removeOldBackups } from './backup/backup-files';
import { readBackupSecret } from './backup/backup-secret';
import { givenConfiguration } from './backup/configuration';
import { openDatabaseBeside } from './backup/installation-database';
import { makeBackup } from './backup/make-backup';
import { CommandFailure } from './launcher/exit-codes';
import type { ExitReason } from './launcher/exit-codes';
import { findMigrations } from './launcher/migrations';
import { printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { storedSecrets } from './launcher/secrets';
import { parseCommandLine } from './launcher/start-options';
import { projectRoot, stateFolder } from './launcher/state-folder';

const usage = 'Usage: backup --out <file or folder> --key-file <file> [--keep <number>]';

/**
 * Arguments: --out <file or folder>, --key-file <file> or --passphrase-file <file>, --keep <number of backups in the folder>;
 * see docs/operations/backup.md.
 */
async function main(args: readonly string[]): Promise<ExitReason> {
  const text = { type: 'string' } as const;
  const options = { out: text, 'key-file': text, 'passphrase-file': text, keep: text };
  const { values } = parseCommandLine(() => parseArgs({ args: [...args], options }));
  if (values.out === undefined) throw new CommandFailure('usage', usage);
  const keep = parsedKeep(values.keep);
  const secret = readBackupSecret(values);
  const folder = stateFolder();
  const secrets = storedSecrets(folder);
  const environment = await givenConfiguration();
  const createdAt = new Date();
  const path = backupPath(values.out, createdAt);
  const database = await openDatabaseBeside(folder, print);
  try {
    print(`from ${database.description}`);
    await makeBackup({
      path,
      secret,
      adminUrl: database.url,
      belongings: { secrets, environment, createdAt },
      apps: findMigrations(projectRoot),
      print,
    });
  } finally {
    await database.close();
  }
  const removed = keep === undefined ? [] : removeOldBackups(dirname(path), keep, createdAt);
  for (const name of removed) print(`removed ${name}`);
  return 'ok';
}

runCommand(main);
