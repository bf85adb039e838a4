-- wrk: GETs the paths of a file in turn. Arguments: the file, with one path per line, and how many to skip at first.

function init(args)
  requests = {}
  for path in io.lines(args[1]) do
    requests[#requests + 1] = wrk.format("GET", path)
  end
  count = tonumber(args[2])
end

function request()
  count = count + 1
  return requests[count % #requests + 1]
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format('RESULT {"answers": %d, "bytes": %d, "refused": %d, "broken": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f}',
                      summary.requests, summary.bytes, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
                      summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
