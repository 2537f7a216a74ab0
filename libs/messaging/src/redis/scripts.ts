// Names are arguments and not KEYS: Redis 7 asks for read access to every key that a script declares, and an asker may
// append to the lists of others but not read them (see access-rules.ts).

// The epoch names a life of Redis' memory: it is gone when ids that were taken are forgotten, and a new one begins.
const readEpoch = `
local function read_epoch(name, candidate)
  local epoch = redis.call('GET', name)
  if not epoch then
    epoch = candidate
    redis.call('SET', name, epoch)
  end
  return epoch
end
`;

/**
 * Appends questions to the owner's list and tells the time. When the list is full the rest is not accepted.
 * ARGV: epoch's name, candidate for a new epoch, epoch in which the frames were signed, list, greatest length, time to
 * live in ms, frames.
 * Returns seconds, microseconds, epoch, number of accepted frames: -1, and nothing was done, when theirs is another epoch.
 */
export const enqueueScript = `${readEpoch}
local t = redis.call('TIME')
local epoch = read_epoch(ARGV[1], ARGV[2])
if epoch ~= ARGV[3] then return { tonumber(t[1]), tonumber(t[2]), epoch, -1 } end
local list, max = ARGV[4], tonumber(ARGV[5])
local length = redis.call('LLEN', list)
local accepted = 0
for i = 7, #ARGV do
  if length + accepted >= max then break end
  redis.call('RPUSH', list, ARGV[i])
  accepted = accepted + 1
end
if accepted > 0 then redis.call('PEXPIRE', list, ARGV[6]) end
return { tonumber(t[1]), tonumber(t[2]), epoch, accepted }
`;

/**
 * Takes questions for one replica, leaves out what is past its deadline, what was taken before (its id stays remembered
 * until its deadline) and what is of another epoch (its id may be forgotten), and tells the time by which the rest is to
 * be judged.
 * ARGV: epoch's name, candidate for a new epoch, list, name of the set of taken ids, greatest number, furthest deadline
 * ahead in ms, optionally a frame that a blocking pop took already.
 * Returns seconds, microseconds, number past their deadline, number of replays, number of deadlines too far ahead, frames.
 */
export const takeScript = `${readEpoch}
local t = redis.call('TIME')
local now = t[1] * 1000 + math.floor(t[2] / 1000)
local epoch = read_epoch(ARGV[1], ARGV[2])
local list, taken, wanted = ARGV[3], ARGV[4], tonumber(ARGV[5])
local horizon = now + tonumber(ARGV[6])
local late, replayed, refused = 0, 0, 0
local frames = {}
local function admit(frame)
  local deadline = tonumber(string.sub(frame, 1, 13))
  if not deadline or deadline > horizon then
    refused = refused + 1
  elseif deadline <= now then
    late = late + 1
  elseif string.sub(frame, 38, 59) ~= epoch
      or redis.call('ZADD', taken, 'NX', deadline, string.sub(frame, 15, 36)) == 0 then
    replayed = replayed + 1
  else
    frames[#frames + 1] = frame
  end
end
redis.call('ZREMRANGEBYSCORE', taken, '-inf', now)
if ARGV[7] then admit(ARGV[7]) end
local scanned = 0
while #frames < wanted and scanned < 1000 do
  local frame = redis.call('LPOP', list)
  if not frame then break end
  scanned = scanned + 1
  admit(frame)
end
if #frames > 0 then redis.call('PEXPIRE', taken, ARGV[6]) end
return { tonumber(t[1]), tonumber(t[2]), late, replayed, refused, frames }
`;
