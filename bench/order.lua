-- wrk: one order per request, with a session in turn, an Idempotency-Key of its own, and SKUs of a range.
-- Line i is of the i-th part of the range. Arguments: a file with one cookie per line, a name for this run, the
-- first and the last SKU, and how many lines an order has.

function init(args)
  cookies = {}
  for cookie in io.lines(args[1]) do
    cookies[#cookies + 1] = "baro=" .. cookie
  end
  run, first, lines = args[2] .. "-", tonumber(args[3]), tonumber(args[5])
  part = (tonumber(args[4]) - first + 1) / lines
  count = 0
end

-- Put together by hand: wrk.format would take longer than the rest, on the cores that are shared.
function request()
  count = count + 1
  local items = {}
  for line = 1, lines do
    items[line] = '{"skuId":"' .. first + (line - 1) * part + math.random(0, part - 1) .. '","quantity":1}'
  end
  local body = '{"shippingAddress":"Seoul, Teheran-ro 1","orderItems":[' .. table.concat(items, ",") .. "]}"
  return "POST /orders HTTP/1.1\r\nHost: " .. wrk.host .. "\r\nContent-Type: application/json\r\nCookie: "
    .. cookies[count % #cookies + 1] .. "\r\nIdempotency-Key: " .. run .. count .. "\r\nContent-Length: " .. #body
    .. "\r\n\r\n" .. body
end

function done(summary, latency)
  local errors = summary.errors
  print(string.format('RESULT {"answers": %d, "bytes": %d, "refused": %d, "broken": %d, "seconds": %.6f, "p50_ms": %.3f, "p99_ms": %.3f}',
                      summary.requests, summary.bytes, errors.status, errors.connect + errors.read + errors.write + errors.timeout,
                      summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3))
end
