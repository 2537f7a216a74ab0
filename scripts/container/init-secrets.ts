import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';

import { CommandFailure } from '../launcher/exit-codes';
import type { ExitReason } from '../launcher/exit-codes';
import { choosePorts } from '../launcher/ports';
import { printToTerminal as print } from '../launcher/progress';
import { runCommand } from '../launcher/run-command';
import { loadSecrets } from '../launcher/secrets';
import { serviceEnvironment } from '../launcher/service-spec';
import { projectRoot, stateFolder, writePrivateFile } from '../launcher/state-folder';
import { ownServers } from './own-servers';

/** What the services need to know of PostgreSQL and Redis. */
interface Servers {
  readonly adminUrl: string;
  readonly redisUrl: (app: AppName) => string;
}

/**
 * Makes the secrets of an installation in containers, once, and hands each part out in a folder of its own, so that no
 * container sees another's: `installation` (everything, for this step alone), `migrate`, `postgres`, `redis` and one per
 * app. DATABASE_URL (an administrator's) and REDIS_URL name servers that run elsewhere; without them they are those of
 * docker-compose.yml. Safe to repeat: what is missing is made, what is there stays.
 */
function main(args: readonly string[]): Promise<ExitReason> {
  const [folder] = args;
  if (folder === undefined) throw new CommandFailure('usage', 'Usage: init-secrets <folder>');
  const place = (name: string): string => {
    mkdirSync(join(folder, name), { recursive: true, mode: 0o700 });
    return join(folder, name);
  };
  const secrets = loadSecrets(stateFolder(place('installation')));
  const servers = givenServers(process.env) ?? ownServers(place);

  const migrate = place('migrate');
  writePrivateFile(join(migrate, 'database-url'), servers.adminUrl);
  writePrivateFile(join(migrate, 'database-role-passwords'), JSON.stringify(secrets.rolePasswords));
  const shared = { root: projectRoot, adminUrl: servers.adminUrl, secrets, ports: choosePorts(0, {}), environment: {} };
  for (const app of appNames) {
    const service = place(app);
    const variables = serviceEnvironment(app, { ...shared, redisUrl: servers.redisUrl(app) });
    for (const [name, value] of Object.entries(variables)) {
      if (!noSecret.has(name)) writePrivateFile(join(service, fileName(name)), value);
    }
  }
  print(`The secrets in ${folder} are complete.`);
  return Promise.resolve('ok');
}

const noSecret = new Set(['HOST', 'PORT', 'METRICS_PORT']);

/** `database-url` for DATABASE_URL. */
function fileName(variable: string): string {
  return variable.toLowerCase().replaceAll('_', '-');
}

function givenServers(environment: Readonly<Record<string, string | undefined>>): Servers | undefined {
  const { DATABASE_URL: adminUrl = '', REDIS_URL: redisUrl = '' } = environment;
  if (adminUrl === '' && redisUrl === '') return undefined;
  if (adminUrl !== '' && redisUrl !== '') return { adminUrl, redisUrl: () => redisUrl };
  throw new CommandFailure('usage', 'Give both DATABASE_URL and REDIS_URL, or neither.');
}

runCommand(async (args) => await main(args));
