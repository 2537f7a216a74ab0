import { createHash } from 'node:crypto';

/** A user beside the administrator, with rules as ACL SETUSER takes them. */
export interface RedisUser {
  readonly name: string;
  readonly password: string;
  readonly rules: readonly string[];
}

export interface RedisConfigOptions {
  readonly port: number;
  readonly folder: string;
  /** The administrator's: of `adminName` when there are users, of the nameless user when there are none. */
  readonly password: string;
  readonly aof: boolean;
  readonly users?: readonly RedisUser[];
}

/** Who may do everything on a Redis with users; the nameless one may do nothing there. */
export const adminName = 'sentrybox-admin';

/**
 * The server's configuration file. `folder` is the server's own; a path with a quote or a line break is refused. Of
 * users it holds hashes of passwords only.
 */
export function redisConfig({ port, folder, password, aof, users = [] }: RedisConfigOptions): string {
  if (/["\\\n\r]/.test(folder)) throw new Error(`Redis cannot keep its data in ${folder}`);
  return [
    'bind 127.0.0.1',
    `port ${port}`,
    'protected-mode yes',
    ...(users.length === 0 ? [`requirepass ${password}`] : userLines(password, users)),
    `dir "${folder}"`,
    `pidfile "${folder}/redis.pid"`,
    'daemonize no',
    'logfile ""',
    'loglevel warning',
    // Evicting a queue's keys would lose jobs: writes are refused instead.
    'maxmemory-policy noeviction',
    'save ""',
    `appendonly ${aof ? 'yes' : 'no'}`,
    'appendfsync everysec',
    '',
  ].join('\n');
}

function userLines(password: string, users: readonly RedisUser[]): string[] {
  const admin = { name: adminName, password, rules: ['~*', '&*', '+@all'] };
  return ['user default off', ...[admin, ...users].map(redisUserLine)];
}

/** A user as a line of a configuration file, with the hash of the password. */
export function redisUserLine({ name, password, rules }: RedisUser): string {
  return `user ${name} on #${createHash('sha256').update(password).digest('hex')} ${rules.join(' ')}`;
}
