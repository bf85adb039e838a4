#include "net/ask.hpp"
#include "net/event_body.hpp"
#include "net/route.hpp"

#include <algorithm>

namespace baro {

namespace {

constexpr std::size_t watched_max = 20; // of each kind

constexpr Field events_fields[]
  = {field::text("skus", 1, 20 * 17).optional().example("7301982465,7301982466"),
     field::text("drops", 1, 20 * 17).optional().example("7301982464")};
constexpr Schema events_query{events_fields};

Refusal not_accepted_query(const Call& call, const char* field) {
  Refusal refusal{Errc::invalid_request};
  refusal.error.field = field;
  refusal.field_errors = {not_accepted(events_query, refusal.error, *call.query_json)};
  return refusal;
}

/// Up to so many different ids, apart by commas.
template <class Id>
std::optional<std::vector<Id>> read_ids(std::string_view text) {
  std::vector<Id> ids;
  while (!text.empty()) {
    const auto id = parse_id(next_token(text, ','));
    if (!id || ids.size() == watched_max)
      return std::nullopt;
    ids.emplace_back(*id);
  }
  return ids;
}

Task<Reply> open_events(Call& call) {
  OpenEvents command{call.user(), *call.session, {}, std::nullopt};
  if (const auto text = call.query().maybe_text("skus")) {
    auto skus = read_ids<SkuId>(*text);
    if (!skus)
      co_return not_accepted_query(call, "skus");
    command.skus = *std::move(skus);
  }
  std::vector<ProductId> drops;
  if (const auto text = call.query().maybe_text("drops")) {
    auto products = read_ids<ProductId>(*text);
    if (!products)
      co_return not_accepted_query(call, "drops");
    drops = *std::move(products);
  }
  if (const auto id = call.request.header("Last-Event-ID"); !id.empty()) {
    command.after = parse_position(id);
    if (!command.after)
      co_return Refusal{Errc::invalid_request, "Last-Event-ID is none that came with an event."};
  }
  const auto opened = co_await ask(call.gateway, call.services().events, command, call.deadline);
  if (!opened)
    co_return opened.error();
  Response response{200, {}, "text/event-stream"};
  LineWatch watch{call.user(), drops};
  response.stream = std::make_shared<EventBody>(call, opened->stream, std::move(watch));
  // Some proxies would else keep it until it is complete.
  response.with("X-Accel-Buffering", "no");
  co_return response;
}

constexpr Route routes[] = {
  {.method = http::verb::get,
   .path = "/events",
   .access = Access::logged_in,
   .summary = "What happens to one's orders, and to the stock of SKUs, as it happens",
   .handler = open_events,
   .description
   = "Server-sent events, until either side hangs up. `order`: what has happened to an order, as "
     "`{id, type, orderId, sequence, at, data}`; whoever comes back with `Last-Event-ID` gets what "
     "was missed. An event may come twice, with the same `id`. `stock`: the level of one of the "
     "`skus` (at most 20, apart by commas), first as it is and then when it changes, as `{skuId, "
     "available, stock}`. `line`: one's place in the line of one of the `drops` (products, at most "
     "20), first as it is and then when it changes, once a second at most, as `{productId, "
     "place}`, "
     "with the place as its own call shows it. `gap`: some events are lost; read your orders "
     "again. A session may have 10 of these open, unless the operator says otherwise.",
   .query = &events_query,
   .content_type = "text/event-stream",
   .resumes = true,
   .cache = "no-store"},
};

} // namespace

std::span<const Route> event_routes() { return routes; }

} // namespace baro
