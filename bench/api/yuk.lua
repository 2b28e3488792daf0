-- wrk script: asks the paths of a file in turn, each thread from another place on.
-- wrk -s yuk.lua http://127.0.0.1:8000 -- paths.txt
local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  requests = {}
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  place = math.floor(#requests * number / 2)
end

function request()
  place = place % #requests + 1
  return requests[place]
end

function done(summary, latency, requests)
  local errors = summary.errors
  local failed = errors.connect + errors.read + errors.write + errors.status + errors.timeout
  io.write(string.format("SONUC %d %d %d\n", summary.requests, summary.duration, failed))
end
