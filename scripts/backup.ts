import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

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

/** Arguments: --out <file> and --key-file <file> or --passphrase-file <file>; see docs/operations/backup.md. */
async function main(args: readonly string[]): Promise<ExitReason> {
  const text = { type: 'string' } as const;
  const options = { out: text, 'key-file': text, 'passphrase-file': text };
  const { values } = parseCommandLine(() => parseArgs({ args: [...args], options }));
  if (values.out === undefined) throw new CommandFailure('usage', 'Usage: backup --out <file> --key-file <file>');
  const secret = readBackupSecret(values);
  const folder = stateFolder();
  const secrets = storedSecrets(folder);
  const environment = await givenConfiguration();
  const database = await openDatabaseBeside(folder, print);
  try {
    print(`from ${database.description}`);
    await makeBackup({
      path: resolve(values.out),
      secret,
      adminUrl: database.url,
      belongings: { secrets, environment, createdAt: new Date() },
      apps: findMigrations(projectRoot),
      print,
    });
  } finally {
    await database.close();
  }
  return 'ok';
}

runCommand(main);
