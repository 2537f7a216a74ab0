/**
 * Appends questions to the owner's list and tells the time. When the list is full, what is past its deadline goes first;
 * if that is not enough the rest is not accepted.
 * KEYS: list. ARGV: greatest length, time to live in ms, frames.
 * Returns seconds, microseconds, number of accepted frames.
 */
export const enqueueScript = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local max = tonumber(ARGV[1])
local length = redis.call('LLEN', KEYS[1])
while length >= max do
  local head = redis.call('LINDEX', KEYS[1], 0)
  local deadline = tonumber(string.sub(head, 1, 13))
  if deadline and deadline > now then break end
  redis.call('LPOP', KEYS[1])
  length = length - 1
end
local accepted = 0
for i = 3, #ARGV do
  if length + accepted >= max then break end
  redis.call('RPUSH', KEYS[1], ARGV[i])
  accepted = accepted + 1
end
if accepted > 0 then redis.call('PEXPIRE', KEYS[1], ARGV[2]) end
return { tonumber(t[1]), tonumber(t[2]), accepted }
`;

/**
 * Takes questions for one replica, leaves out what is past its deadline and what was taken before (its id stays
 * remembered until its deadline), and tells the time by which the rest is to be judged.
 * KEYS: list, set of taken ids. ARGV: greatest number, furthest deadline ahead in ms, optionally a frame that a blocking
 * pop took already.
 * Returns seconds, microseconds, number past their deadline, number of replays, number of deadlines too far ahead, frames.
 */
export const takeScript = `
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local wanted = tonumber(ARGV[1])
local horizon = now + tonumber(ARGV[2])
local late, replayed, refused = 0, 0, 0
local frames = {}
local function admit(frame)
  local deadline = tonumber(string.sub(frame, 1, 13))
  if not deadline or deadline > horizon then
    refused = refused + 1
  elseif deadline <= now then
    late = late + 1
  elseif redis.call('ZADD', KEYS[2], 'NX', deadline, string.sub(frame, 15, 36)) == 0 then
    replayed = replayed + 1
  else
    frames[#frames + 1] = frame
  end
end
redis.call('ZREMRANGEBYSCORE', KEYS[2], '-inf', now)
if ARGV[3] then admit(ARGV[3]) end
local scanned = 0
while #frames < wanted and scanned < 1000 do
  local frame = redis.call('LPOP', KEYS[1])
  if not frame then break end
  scanned = scanned + 1
  admit(frame)
end
if #frames > 0 then redis.call('PEXPIRE', KEYS[2], ARGV[2]) end
return { tonumber(t[1]), tonumber(t[2]), late, replayed, refused, frames }
`;
