-- wrk: swipes, two likes and a dislike in turn. Every session goes through the same looks.
-- Arguments: a file with one cookie per line, the first and the last look, and how many swipes there were before.

function init(args)
  cookies = {}
  for cookie in io.lines(args[1]) do
    cookies[#cookies + 1] = "baro=" .. cookie
  end
  first, looks = tonumber(args[2]), tonumber(args[3]) - tonumber(args[2]) + 1
  count = tonumber(args[4])
end

function request()
  count = count + 1
  local look = first + math.floor(count / #cookies) % looks
  local body = count % 3 == 0 and '{"reactionType":"DISLIKE"}' or '{"reactionType":"LIKE"}'
  return "PUT /looks/" .. look .. "/swipe HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nContent-Type: application/json\r\nCookie: "
    .. cookies[count % #cookies + 1] .. "\r\nContent-Length: " .. #body .. "\r\n\r\n" .. body
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format('RESULT {"answers": %d, "bytes": %d, "refused": %d, "broken": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f}',
                      summary.requests, summary.bytes, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
                      summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
