import { join } from 'node:path';

import { appNames, schemaOf } from '@sentrybox/contracts';
import { auditSealerRole } from '@sentrybox/database';
import type { AppName } from '@sentrybox/contracts';

import { withHeapOption } from './heap-limit';
import type { ServicePorts } from './ports';
import type { InstallationSecrets } from './secrets';

/** A process the launcher keeps running. */
export interface ServiceSpec {
  readonly name: string;
  /** Absolute path of the script. */
  readonly entry: string;
  readonly host: string;
  readonly ports: ServicePorts;
  readonly env: Readonly<Record<string, string>>;
}

export interface Installation {
  readonly root: string;
  /** An administrator's URL of the platform's database; services get their own roles in it. */
  readonly adminUrl: string;
  readonly redisUrl: string;
  /** Whether services log in there as users of their own; else all use the URL as it is. Default false. */
  readonly hasRedisUsers?: boolean;
  readonly secrets: InstallationSecrets;
  readonly ports: Readonly<Record<AppName, ServicePorts>>;
  /** The environment of the person who starts: settings of plugins, LOG_LEVEL and so on pass through. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** The same server and database as another login role or user. Parameters such as sslmode stay. */
export function urlAs(adminUrl: string, role: string, password: string): string {
  const url = new URL(adminUrl);
  url.username = role;
  url.password = password;
  return url.href;
}

/** The seven services as processes. */
export function serviceSpecs(installation: Installation): ServiceSpec[] {
  const host = listenHost(installation.environment);
  return appNames.map((app) => ({
    name: app,
    entry: join(installation.root, 'dist', 'apps', app, 'src', 'main.js'),
    host,
    ports: installation.ports[app],
    env: {
      ...serviceEnvironment(app, installation),
      NODE_OPTIONS: withHeapOption(app, installation.environment['NODE_OPTIONS']),
    },
  }));
}

/** HOST of the environment; this machine alone by default. */
export function listenHost(environment: Readonly<Record<string, string | undefined>>): string {
  return present(environment['HOST']) ?? '127.0.0.1';
}

/** The whole environment of one service (also of its command-line tool). */
export function serviceEnvironment(app: AppName, installation: Installation): Record<string, string> {
  const { adminUrl, environment, hasRedisUsers = false, ports, redisUrl, secrets } = installation;
  const schema = schemaOf[app];
  const roleUrl = (role: string) => urlAs(adminUrl, role, secrets.rolePasswords[role] ?? '');
  const publicKeys = Object.fromEntries(
    Object.entries(secrets.serviceKeys).map(([name, { publicKey }]) => [name, publicKey]),
  );
  const env: Record<string, string> = {
    ...inherited(environment),
    HOST: listenHost(environment),
    PORT: String(ports[app].http),
    METRICS_PORT: String(ports[app].metrics),
    DATABASE_URL: roleUrl(`${schema}_api`),
    DATABASE_WORK_URL: roleUrl(`${schema}_work`),
    REDIS_URL: hasRedisUsers ? urlAs(redisUrl, app, secrets.redisPasswords[app] ?? '') : redisUrl,
    SERVICE_PRIVATE_KEY: secrets.serviceKeys[app]?.privateKey ?? '',
    SERVICE_PUBLIC_KEYS: JSON.stringify(publicKeys),
  };
  setUnlessGiven(env, 'KEY_ENCRYPTION_KEYS', secrets.keyEncryptionKeys);
  if (app === 'identity') {
    setUnlessGiven(env, 'API_KEY_PEPPERS', secrets.apiKeyPeppers);
    env['DATABASE_AUDIT_URL'] = roleUrl(auditSealerRole);
  }
  return env;
}

/** Never passed on: what each service gets a value of its own for, and what concerns the launcher or npm alone. */
const notInherited =
  /^(?:DATABASE(?:_WORK|_AUDIT)?_URL|REDIS_URL|SERVICE_P\w+|METRICS_PORT|PORT)(?:_FILE)?$|^npm_|^SENTRYBOX_(?:PORT_|HOME$)|^TEST_/;

function inherited(environment: Readonly<Record<string, string | undefined>>): Record<string, string> {
  const kept = Object.entries(environment).filter(
    (entry): entry is [string, string] => entry[1] !== undefined && isInherited(entry[0]),
  );
  return Object.fromEntries(kept);
}

/** Whether services get a variable as it is in the environment of the person who starts. */
export function isInherited(name: string): boolean {
  return !notInherited.test(name);
}

/** An operator's own key (or the file that holds it) wins over the generated one. */
function setUnlessGiven(env: Record<string, string>, name: string, value: string): void {
  if (present(env[name]) === undefined && present(env[`${name}_FILE`]) === undefined) env[name] = value;
}

function present(value: string | undefined): string | undefined {
  return value === undefined || value === '' ? undefined : value;
}
