import { resolve } from 'node:path';
import { parseArgs } from 'node:util';

import { openBackupFile } from './backup/backup-file';
import { readBackupSecret } from './backup/backup-secret';
import { openDatabaseBeside, openStoppedDatabase } from './backup/installation-database';
import { restoreBackup, restoreSecrets, verifyBackup } from './backup/restore-backup';
import { CommandFailure } from './launcher/exit-codes';
import type { ExitReason } from './launcher/exit-codes';
import { findMigrations } from './launcher/migrations';
import { printToTerminal as print } from './launcher/progress';
import { runCommand } from './launcher/run-command';
import { storedSecrets } from './launcher/secrets';
import { parseCommandLine } from './launcher/start-options';
import { openStateFolder, projectRoot, stateFolder } from './launcher/state-folder';

const usage =
  'Usage: restore <file> --key-file <file> [--replace] [--database-only | --secrets-only] [--redis-data <folder>]\n' +
  '       restore <file> --key-file <file> --verify-only';

interface Options {
  readonly path: string;
  readonly secret: { readonly 'key-file'?: string | undefined; readonly 'passphrase-file'?: string | undefined };
  readonly part: 'everything' | 'database' | 'secrets' | 'nothing';
  readonly mayReplace: boolean;
  readonly redisData: string | undefined;
}

/** Arguments: the backup, and what docs/operations/recover.md says. */
async function main(args: readonly string[]): Promise<ExitReason> {
  const { path, secret, part, mayReplace, redisData } = optionsOf(args);
  const file = await openBackupFile(resolve(path), readBackupSecret(secret));
  const folder = stateFolder();
  if (part === 'secrets') {
    openStateFolder(folder);
    await restoreSecrets({ file, folder, print }, mayReplace);
    print(`The secrets are in ${folder.secrets}.`);
    return 'ok';
  }
  const keptSecrets = part === 'database' ? storedSecrets(folder) : undefined;
  // A state folder that stays as it is need not be this process's alone, and may be one that cannot be written.
  const open = part === 'everything' ? openStoppedDatabase : openDatabaseBeside;
  const database = await open(folder, print);
  try {
    const shared = { file, adminUrl: database.url, apps: findMigrations(projectRoot), print };
    if (part === 'nothing') await verifyBackup(shared);
    else await restoreBackup({ ...shared, folder, mayReplace, keptSecrets, redisData });
  } finally {
    await database.close();
  }
  print(part === 'nothing' ? 'The backup can be restored.' : 'Restored: the services may be started.');
  return 'ok';
}

function optionsOf(args: readonly string[]): Options {
  const text = { type: 'string' } as const;
  const flag = { type: 'boolean' } as const;
  const options = {
    ...{ 'key-file': text, 'passphrase-file': text, 'redis-data': text, replace: flag },
    ...{ 'database-only': flag, 'secrets-only': flag, 'verify-only': flag },
  };
  const { values, positionals } = parseCommandLine(() =>
    parseArgs({ args: [...args], options, allowPositionals: true }),
  );
  const parts = (['database', 'secrets', 'verify'] as const).filter((one) => values[`${one}-only`] === true);
  const isVerifying = parts.includes('verify');
  const [path] = positionals;
  if (path === undefined || positionals.length > 1 || parts.length > 1 || (isVerifying && values.replace === true)) {
    throw new CommandFailure('usage', usage);
  }
  const [only = 'everything'] = parts;
  return {
    path,
    secret: values,
    part: only === 'verify' ? 'nothing' : only,
    mayReplace: values.replace === true,
    redisData: values['redis-data'],
  };
}

runCommand(main);
