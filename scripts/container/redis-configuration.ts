import { createHash } from 'node:crypto';

/** Redis counts it as dangerous, and ioredis asks it whether the data is loaded. */
const needed = '+info';

/**
 * The configuration of Redis: every change on disk within a second, nothing evicted, no user without a name, users that
 * cannot administrate, and one that can do nothing but ping, for the health check. Of passwords it holds hashes only.
 * @param maxMemoryMb what the data may take; beyond it Redis refuses writes, before its container would be killed
 */
export function redisConfiguration(
  users: readonly { readonly name: string; readonly password: string }[],
  maxMemoryMb: number,
): string {
  return [
    'bind * -::*',
    'dir /data',
    'appendonly yes',
    'appendfsync everysec',
    'maxmemory-policy noeviction',
    `maxmemory ${maxMemoryMb}mb`,
    'user default off',
    'user health on nopass -@all +ping',
    ...users.map(
      ({ name, password }) => `user ${name} on #${sha256(password)} ~* &* +@all -@admin -@dangerous ${needed}`,
    ),
    '',
  ].join('\n');
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
