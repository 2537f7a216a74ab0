import type { AppName } from '@sentrybox/contracts';
import { redisUserLine } from '@sentrybox/local-servers';
import { redisAccessRules } from '@sentrybox/messaging';

/**
 * The configuration of Redis: every change on disk within a second, nothing evicted, no user without a name, one user per
 * service confined to what it needs, and one that can do nothing but ping, for the health check. Of passwords it holds
 * hashes only.
 * @param maxMemoryMb what the data may take; beyond it Redis refuses writes, before its container would be killed
 */
export function redisConfiguration(
  users: readonly { readonly name: AppName; readonly password: string }[],
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
    ...users.map((user) => redisUserLine({ ...user, rules: redisAccessRules(user.name) })),
    '',
  ].join('\n');
}
