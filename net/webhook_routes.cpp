#include "net/paging.hpp"
#include "net/relay.hpp"
#include "protocol/webhook.hpp"

namespace baro {

namespace {

constexpr std::int32_t deliveries_page = 50;

constexpr std::string_view event_types[]
  = {"order.placed",    "order.payment_started", "order.payment_pending", "order.payment_failed",
     "order.paid",      "order.shipped",         "order.delivered",       "order.completed",
     "order.cancelled", "order.returned",        "order.refund_due",      "order.refunded"};

constexpr Field create_fields[] = {
  field::text("url", 1, 1'000).example("https://erp.example/baro"),
  Field{.name = "types", .type = FieldType::choice, .choices = event_types}.list(0, 20).optional()};
constexpr Schema create_body{create_fields};

constexpr Field list_fields[] = {field::cursor_id(), field::page_size()};
constexpr Schema list_query{list_fields};

constexpr Field replay_fields[] = {field::time("from"), field::time("to")};
constexpr Schema replay_body{replay_fields};

Task<Reply> create_webhook(Call& call) {
  const auto body = call.body();
  return relay(call, 201, call.services().webhooks,
               CreateWebhook{call.caller(), call.fresh<WebhookId>(), body.text("url"),
                             body.texts("types"), call.idempotency});
}

Task<Reply> list_webhooks(Call& call) {
  return relay(call, 200, call.services().webhooks, ListWebhooks{});
}

Task<Reply> delete_webhook(Call& call) {
  return relay(call, 204, call.services().webhooks,
               DeleteWebhook{call.caller(), call.id<WebhookId>()});
}

Task<Reply> list_deliveries(Call& call) {
  return relay(call, 200, call.services().webhooks,
               ListDeliveries{call.id<WebhookId>(), page_of(call.query(), deliveries_page)});
}

Task<Reply> replay_webhook(Call& call) {
  const auto body = call.body();
  return relay(call, 200, call.services().webhooks,
               ReplayWebhook{call.id<WebhookId>(), body.time("from"), body.time("to")});
}

constexpr Route routes[] = {
  {.method = http::verb::post,
   .path = "/admin/webhooks",
   .access = Access::admin,
   .summary = "Have events delivered to somebody",
   .handler = create_webhook,
   .status = 201,
   .description
   = "Each event is POSTed to `url` (https, at a public address unless the operator allows others) "
     "until it is answered with 2xx: at least once, in the order of each order's `sequence`. Of "
     "these `types`; of all, without. Signed as Standard Webhooks has it, with the `secret` that "
     "is "
     "shown just once.",
   .body = &create_body,
   .answer = answers<CreatedWebhook>,
   .errors = may_fail_with<Errc::illegal_state>,
   .creates = true},
  {.method = http::verb::get,
   .path = "/admin/webhooks",
   .access = Access::admin,
   .summary = "To whom events are delivered",
   .handler = list_webhooks,
   .answer = answers<std::vector<WebhookView>>,
   .cache = "no-store"},
  {.method = http::verb::delete_,
   .path = "/admin/webhooks/{id}",
   .access = Access::admin,
   .summary = "Deliver nothing there any more",
   .handler = delete_webhook,
   .status = 204},
  {.method = http::verb::get,
   .path = "/admin/webhooks/{id}/deliveries",
   .access = Access::admin,
   .summary = "What was delivered, and what is still to be, the newest first",
   .handler = list_deliveries,
   .description = "`lastStatus` is what the last attempt was answered with, and `lastError` why it "
                  "was not. What was not delivered is tried again at `nextTryAt`.",
   .query = &list_query,
   .answer = answers<Slice<DeliveryView>>,
   .cache = "no-store"},
  {.method = http::verb::post,
   .path = "/admin/webhooks/{id}/replay",
   .access = Access::admin,
   .summary = "Deliver the events of a span of time once more",
   .handler = replay_webhook,
   .description = "From `from` up to before `to`. Events are kept for seven days, unless the "
                  "operator says otherwise.",
   .body = &replay_body,
   .answer = answers<WebhookReplayed>},
};

} // namespace

std::span<const Route> webhook_routes() { return routes; }

} // namespace baro
