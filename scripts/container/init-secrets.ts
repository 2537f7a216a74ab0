import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { appNames } from '@sentrybox/contracts';

import { CommandFailure } from '../launcher/exit-codes';
import type { ExitReason } from '../launcher/exit-codes';
import { choosePorts } from '../launcher/ports';
import { printToTerminal as print } from '../launcher/progress';
import { runCommand } from '../launcher/run-command';
import { loadSecrets } from '../launcher/secrets';
import { serviceEnvironment, urlAs } from '../launcher/service-spec';
import { projectRoot, stateFolder, writePrivateFile } from '../launcher/state-folder';
import { loadServerSecrets, redisConfiguration } from './server-secrets';

const redisMaxMemoryMb = 384;

/**
 * Makes the secrets of an installation in containers, once, and hands each part out in a folder of its own, so that no
 * container sees another's: `installation` (everything, for this step alone), `migrate`, `postgres`, `redis` and one per
 * app. Folders must exist; the names of the servers are those of docker-compose.yml. Safe to repeat.
 */
function main(args: readonly string[]): Promise<ExitReason> {
  const [folder] = args;
  if (folder === undefined) throw new CommandFailure('usage', 'Usage: init-secrets <folder>');
  const installation = stateFolder(join(folder, 'installation'));
  const secrets = loadSecrets(installation);
  const servers = loadServerSecrets(join(installation.path, 'servers.json'));
  const adminUrl = urlAs('postgres://postgres:5432/sentrybox', 'sentrybox', servers.postgresPassword);
  const redisPasswords = Object.fromEntries(appNames.map((app) => [app, servers.redisPasswords[app] ?? '']));

  writeForOthers(join(folder, 'postgres', 'password'), servers.postgresPassword);
  writeForOthers(join(folder, 'redis', 'redis.conf'), redisConfiguration(redisPasswords, redisMaxMemoryMb));
  writePrivateFile(join(folder, 'migrate', 'database-url'), adminUrl);
  writePrivateFile(join(folder, 'migrate', 'database-role-passwords'), JSON.stringify(secrets.rolePasswords));
  const ports = choosePorts(0, {});
  for (const app of appNames) {
    const redisUrl = urlAs('redis://redis:6379', app, redisPasswords[app] ?? '');
    const all = { root: projectRoot, adminUrl, redisUrl, secrets, ports, environment: {} };
    for (const [name, value] of Object.entries(serviceEnvironment(app, all))) {
      if (!setByCompose.has(name)) writePrivateFile(join(folder, app, fileName(name)), value);
    }
  }
  print(`The secrets in ${folder} are complete.`);
  return Promise.resolve('ok');
}

const setByCompose = new Set(['HOST', 'PORT', 'METRICS_PORT']);

/** `database-url` for DATABASE_URL. */
function fileName(variable: string): string {
  return variable.toLowerCase().replaceAll('_', '-');
}

/** PostgreSQL and Redis run as users of their own images; nobody else has their folder. */
function writeForOthers(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text);
  chmodSync(fresh, 0o444);
  renameSync(fresh, path);
}

runCommand(main);
