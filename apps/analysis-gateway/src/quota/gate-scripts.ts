import { closedMs, failureShare, healthBucketMs, healthBuckets, minCalls, partsPerWindow } from './call-gate';

const clock = `
local now = tonumber(ARGV[2])
if now < 0 then
  local t = redis.call('TIME')
  now = t[1] * 1000 + math.floor(t[2] / 1000)
end
local key = ARGV[1]
`;

// Reads one window: how many calls it counts, and when there would be room for one more below a limit.
const counting = `
local parts = ${String(partsPerWindow)}
local function count(name, length, limit)
  local fields = redis.call('HGETALL', name)
  local oldest = math.floor(now / length) - parts
  local used, counted = 0, {}
  for j = 1, #fields, 2 do
    local part, calls = tonumber(fields[j]), tonumber(fields[j + 1])
    if part < oldest then
      redis.call('HDEL', name, fields[j])
    else
      used = used + calls
      counted[#counted + 1] = { part, calls }
    end
  end
  local free = 0
  if used >= limit then
    table.sort(counted, function(a, b) return a[1] < b[1] end)
    local surplus = used - limit + 1
    for _, each in ipairs(counted) do
      surplus = surplus - each[2]
      free = (each[1] + parts + 1) * length
      if surplus <= 0 then break end
    end
  end
  return used, free
end
`;

/**
 * ARGV: account, now in ms or -1, 1 to plan ahead, then window in ms and limit for each window. Returns what was decided, and
 * the milliseconds to wait. Planning ahead gives those who cannot go now times of their own, as far apart as the windows
 * allow: a thousand that wait do not all come back at once.
 */
export const admitScript = `${clock}${counting}
local state = redis.call('HMGET', key, 'open', 'probe', 'why')
local open, probe = tonumber(state[1] or 0), tonumber(state[2] or 0)
if open > 0 and math.max(open, probe) > now then
  return { state[3] or 'sick', math.max(open, probe) - now }
end
local free, planned = 0, now
for i = 4, #ARGV, 2 do
  local window, limit = tonumber(ARGV[i]), tonumber(ARGV[i + 1])
  local length = window / parts
  local _, at = count(key .. ':' .. ARGV[i], length, limit)
  free = math.max(free, at)
  if ARGV[3] == '1' then
    local interval = (window + length) / limit
    local line = tonumber(redis.call('HGET', key, 'line' .. ARGV[i]) or 0)
    planned = math.max(planned, line - interval * (limit - 1))
  end
end
if ARGV[3] == '1' then
  for i = 4, #ARGV, 2 do
    local interval = (tonumber(ARGV[i]) * (parts + 1) / parts) / tonumber(ARGV[i + 1])
    local line = tonumber(redis.call('HGET', key, 'line' .. ARGV[i]) or 0)
    redis.call('HSET', key, 'line' .. ARGV[i], math.max(line, planned) + interval)
  end
  redis.call('PEXPIRE', key, 172800000)
end
if free > now then
  return { 'quota', math.ceil(math.max(free, planned) - now) }
end
for i = 4, #ARGV, 2 do
  local window = tonumber(ARGV[i])
  local name = key .. ':' .. ARGV[i]
  redis.call('HINCRBY', name, math.floor(now / (window / parts)), 1)
  redis.call('PEXPIRE', name, window * 2)
end
if open > 0 then
  redis.call('HSET', key, 'probe', now + ${String(closedMs)})
  return { 'probe', 0 }
end
return { 'go', 0 }
`;

/** ARGV: account, now in ms or -1, outcome, 1 for a probe, ms to rest after a refusal. */
export const settleScript = `${clock}
local outcome, isProbe = ARGV[3], ARGV[4] == '1'
local function close(why, ms)
  local open = tonumber(redis.call('HGET', key, 'open') or 0)
  redis.call('HSET', key, 'open', math.max(open, now + ms), 'why', why)
  redis.call('HDEL', key, 'probe')
  redis.call('PEXPIRE', key, 172800000)
  redis.call('DEL', key .. ':health')
end
if outcome == 'limited' then
  close('limited', tonumber(ARGV[5]))
elseif isProbe then
  if outcome == 'failed' then
    close('sick', ${String(closedMs)})
  elseif outcome == 'ok' then
    redis.call('HDEL', key, 'open', 'probe', 'why')
  else
    redis.call('HDEL', key, 'probe')
  end
elseif outcome ~= 'unknown' then
  local health = key .. ':health'
  local bucket = math.floor(now / ${String(healthBucketMs)})
  redis.call('HINCRBY', health, 'c' .. bucket, 1)
  if outcome == 'failed' then redis.call('HINCRBY', health, 'f' .. bucket, 1) end
  redis.call('PEXPIRE', health, ${String(healthBucketMs * (healthBuckets + 1))})
  if outcome == 'failed' then
    local calls, failures = 0, 0
    for i = 0, ${String(healthBuckets - 1)} do
      local counts = redis.call('HMGET', health, 'c' .. (bucket - i), 'f' .. (bucket - i))
      calls = calls + tonumber(counts[1] or 0)
      failures = failures + tonumber(counts[2] or 0)
    end
    if calls >= ${String(minCalls)} and failures >= calls * ${String(failureShare)} then
      close('sick', ${String(closedMs)})
    end
  end
end
return 1
`;

/** ARGV as for admitting. Returns why it is closed or 'go', ms to wait, and the calls that each window counts. */
export const lookScript = `${clock}${counting}
local state = redis.call('HMGET', key, 'open', 'why')
local open = tonumber(state[1] or 0)
local answer = { open > now and (state[2] or 'sick') or 'go', math.max(open - now, 0) }
for i = 4, #ARGV, 2 do
  local window = tonumber(ARGV[i])
  local used = count(key .. ':' .. ARGV[i], window / parts, tonumber(ARGV[i + 1]))
  answer[#answer + 1] = used
end
return answer
`;
