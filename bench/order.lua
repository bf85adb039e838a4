-- wrk: one order per request, with a session in turn, an Idempotency-Key of its own, and a SKU of a range.
-- Arguments: a file with one cookie per line, a name for this run, the first and the last SKU.

local threads = 0

function setup(thread)
  threads = threads + 1
  thread:set("number", threads)
end

function init(args)
  cookies = {}
  for cookie in io.lines(args[1]) do
    cookies[#cookies + 1] = cookie
  end
  run, sku_first, sku_last = args[2], tonumber(args[3]), tonumber(args[4])
  count = 0
  math.randomseed(number)
end

function request()
  count = count + 1
  local headers = {
    ["Content-Type"] = "application/json",
    ["Cookie"] = "baro=" .. cookies[(count + number * 97) % #cookies + 1],
    ["Idempotency-Key"] = run .. "-" .. number .. "-" .. count,
  }
  local body = string.format('{"shippingAddress":"Seoul, Teheran-ro 1","orderItems":[{"skuId":"%d","quantity":1}]}',
                             math.random(sku_first, sku_last))
  return wrk.format("POST", "/orders", headers, body)
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format('RESULT {"answers": %d, "refused": %d, "broken": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f}',
                      summary.requests, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
                      summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
