import type { Redis } from 'ioredis';
import { z } from 'zod';
import type { Demand, Grant, WindowStore } from './sliding-window';
import { partsPerWindow } from './sliding-window';

/**
 * One hash per counted key: `n` requests counted, `o` the oldest part, and a field per part. The clock is that of Redis,
 * for the windows of several hosts are one. Keys are arguments and not KEYS, see libs/messaging's access rules.
 * ARGV: key, quota, length of a part in ms, wanted; and so on. Returns granted, used, ms until the oldest part leaves.
 */
const takeScript = `
local parts = ${String(partsPerWindow)}
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local answer = {}
for i = 1, #ARGV, 4 do
  local key, quota, length, wanted = ARGV[i], tonumber(ARGV[i + 1]), tonumber(ARGV[i + 2]), tonumber(ARGV[i + 3])
  local part = math.floor(now / length)
  local state = redis.call('HMGET', key, 'n', 'o')
  local used, oldest = tonumber(state[1] or 0), tonumber(state[2] or part)
  if used > 0 and oldest < part - parts then
    local fields = redis.call('HGETALL', key)
    used, oldest = 0, part
    for j = 1, #fields, 2 do
      local counted = tonumber(fields[j])
      if counted and counted < part - parts then
        redis.call('HDEL', key, fields[j])
      elseif counted then
        used = used + tonumber(fields[j + 1])
        oldest = math.min(oldest, counted)
      end
    end
    redis.call('HSET', key, 'n', used, 'o', oldest)
  end
  local granted = math.min(wanted, math.max(quota - used, 0))
  if granted > 0 then
    if used == 0 then oldest = part end
    used = used + granted
    redis.call('HINCRBY', key, part, granted)
    redis.call('HSET', key, 'n', used, 'o', oldest)
    redis.call('PEXPIRE', key, length * (parts + 1))
  end
  local reset = used == 0 and length * parts or (oldest + parts + 1) * length - now
  answer[#answer + 1] = granted
  answer[#answer + 1] = used
  answer[#answer + 1] = reset
end
return answer
`;

const answerSchema = z.array(z.number().int());

interface WindowCommands {
  takeFromWindows(...values: (string | number)[]): Promise<unknown>;
}

/** Windows that all replicas of all services share. Rejects while Redis is away. */
export class RedisWindows implements WindowStore {
  private readonly commands: WindowCommands;

  constructor(
    redis: Redis,
    /** Before every key: the installation and the version of what is stored. */
    private readonly prefix: string,
  ) {
    redis.defineCommand('takeFromWindows', { numberOfKeys: 0, lua: takeScript });
    this.commands = redis as Redis & WindowCommands; // defineCommand has just added it
  }

  async take(demands: readonly Demand[]): Promise<readonly Grant[]> {
    const values = demands.flatMap(({ key, quota, windowMs, wanted }) => [
      this.prefix + key,
      quota,
      windowMs / partsPerWindow,
      wanted,
    ]);
    const numbers = answerSchema.parse(await this.commands.takeFromWindows(...values));
    return demands.map((_demand, index) => ({
      granted: numbers[index * 3] ?? 0,
      used: numbers[index * 3 + 1] ?? 0,
      resetMs: numbers[index * 3 + 2] ?? 0,
    }));
  }
}
