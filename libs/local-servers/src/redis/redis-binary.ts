import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { isReachable } from '../run-as';
import type { Identity } from '../run-as';
import { runCommand } from '../run-command';

export interface RedisBinary {
  readonly path: string;
  readonly version: string;
  /** Environment the binary needs, e.g. where its libraries lie. */
  readonly env: Readonly<Record<string, string>>;
}

/** BullMQ's scripts rely on commands of 6.2. Valkey counts on from Redis 7.2. */
const oldest = [6, 2] as const;

/** The version of a server binary as it says itself (`v=7.0.15`); undefined when it does not run here. */
export async function redisVersion(
  path: string,
  env: Readonly<Record<string, string>>,
  identity: Identity | undefined,
): Promise<string | undefined> {
  const { code, stdout } = await runCommand(path, ['--version'], {
    cwd: '/',
    env: { ...env },
    identity,
    timeoutMs: 20_000,
  });
  return code === 0 ? /v=(\d+\.\d+(?:\.\d+)?)/.exec(stdout)?.[1] : undefined;
}

/** True for 6.2 and newer. */
export function isRecentEnough(version: string): boolean {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  return major > oldest[0] || (major === oldest[0] && minor >= oldest[1]);
}

/** Looks for redis-server or valkey-server on the PATH. */
export async function findOnPath(
  identity: Identity | undefined,
  path = process.env['PATH'] ?? '',
): Promise<{ binary?: RedisBinary; refused: string[] }> {
  const refused: string[] = [];
  for (const name of ['redis-server', 'valkey-server']) {
    for (const folder of path.split(delimiter).filter((entry) => entry !== '')) {
      const candidate = join(folder, name);
      if (!isExecutable(candidate)) continue;
      if (!isReachable(candidate, identity)) {
        refused.push(`${candidate} cannot be run by nobody`);
        continue;
      }
      const version = await redisVersion(candidate, {}, identity);
      if (version === undefined) refused.push(`${candidate} does not run`);
      else if (!isRecentEnough(version)) refused.push(`${candidate} is ${version}, older than ${oldest.join('.')}`);
      else return { binary: { path: candidate, version, env: {} }, refused };
    }
  }
  if (refused.length === 0) refused.push('neither redis-server nor valkey-server is on the PATH');
  return { refused };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
