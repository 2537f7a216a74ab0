import { chmodSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

import { appNames } from '@sentrybox/contracts';
import type { AppName } from '@sentrybox/contracts';

import { urlAs } from '../launcher/service-spec';
import { writePrivateFile } from '../launcher/state-folder';
import { redisConfiguration } from './redis-configuration';
import { loadServerSecrets } from './server-secrets';

/** Half of what docker-compose.yml gives the container: rewriting the append-only file copies what changes meanwhile. */
const redisMaxMemoryMb = 384;

/**
 * The PostgreSQL, Redis and Grafana of docker-compose.yml: writes what they start with and returns how the first two are
 * reached.
 * @param place makes a folder below that of all secrets and returns its path
 */
export function ownServers(place: (name: string) => string): {
  readonly adminUrl: string;
  readonly redisUrl: (app: AppName) => string;
} {
  const { grafanaPassword, postgresPassword, redisPasswords } = loadServerSecrets(
    join(place('installation'), 'servers.json'),
  );
  const passwordOf = (app: AppName): string => redisPasswords[app] ?? '';
  writeForAnyUser(join(place('postgres'), 'password'), postgresPassword);
  writePrivateFile(join(place('grafana'), 'admin-password'), grafanaPassword);
  const users = appNames.map((app) => ({ name: app, password: passwordOf(app) }));
  writePrivateFile(join(place('redis'), 'redis.conf'), redisConfiguration(users, redisMaxMemoryMb));
  return {
    adminUrl: urlAs('postgres://postgres:5432/sentrybox', 'sentrybox', postgresPassword),
    redisUrl: (app) => urlAs('redis://redis:6379', app, passwordOf(app)),
  };
}

/** PostgreSQL runs as whichever user its image has; no other container has its folder. */
function writeForAnyUser(path: string, text: string): void {
  const fresh = `${path}.${process.pid}`;
  writeFileSync(fresh, text);
  chmodSync(fresh, 0o444);
  renameSync(fresh, path);
}
