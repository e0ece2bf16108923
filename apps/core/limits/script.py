"""The algorithm of `gcra.py` where all processes share it: scripts that Valkey runs one after the other.

A key holds one number and is gone a second after its bucket is full. The clock is Valkey's own unless a time is given;
a key's end is always by Valkey's, and the second lets callers of one time arrive one after the other.
"""

NOW = """
local now = tonumber(ARGV[1])
if now == 0 then
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local function keep(key, full_at)
  if full_at > now then
    redis.call('SET', key, string.format('%.0f', full_at), 'PX', math.ceil((full_at - now) / 1000) + 1000)
  else
    redis.call('DEL', key)
  end
end
"""

# KEYS: the buckets. ARGV: now, 1 to take or 0 to look, then price and capacity of each bucket.
# Answers with now, then the room that each bucket had before anything was taken.
TAKE = (
    NOW
    + """
local answer, all = {now}, ARGV[2] == '1'
local full = redis.call('MGET', unpack(KEYS))
for place = 1, #KEYS do
  local full_at, price = math.max(tonumber(full[place] or 0), now), tonumber(ARGV[2 * place + 1])
  local room = now + ARGV[2 * place + 2] - full_at
  answer[place + 1] = room
  full[place] = full_at + price
  all = all and room >= price
end
if all then
  for place = 1, #KEYS do
    keep(KEYS[place], full[place])
  end
end
return answer
"""
)

# KEYS: the buckets. ARGV: now, when it was taken, then the price of each bucket.
GIVE_BACK = (
    NOW
    + """
local passed = math.max(now - tonumber(ARGV[2]), 0)
for place = 1, #KEYS do
  local full = tonumber(redis.call('GET', KEYS[place]) or 0)
  keep(KEYS[place], full - math.max(tonumber(ARGV[place + 2]) - passed, 0))
end
"""
)
