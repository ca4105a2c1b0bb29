-- Sends the requests of a file in turn, from a place of its own in each round, and prints the summary as JSON.
-- wrk … -s wrk.lua URL -- FILE FIRST
-- A line of the file is: method, path, headers (name: value, separated by \t), body; separated by \1.

local requests = {}
local position = 0

function init(args)
  for line in io.lines(args[1]) do
    local method, path, headers, body = line:match("^([^\1]*)\1([^\1]*)\1([^\1]*)\1(.*)$")
    local fields = {}
    for name, value in headers:gmatch("([^:\t]+): ([^\t]*)") do fields[name] = value end
    if body == "" then body = nil end
    requests[#requests + 1] = wrk.format(method, path, fields, body)
  end
  position = tonumber(args[2]) % #requests
end

function request()
  position = position + 1
  if position > #requests then position = 1 end
  return requests[position]
end

function done(summary, latency)
  local failed = summary.errors
  io.write(string.format(
    '{"requests":%d,"microseconds":%d,"p50":%d,"p99":%d,"max":%d,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99), latency.max,
    failed.status, failed.connect + failed.read + failed.write + failed.timeout))
end
