#include "net/coupon_fields.hpp"
#include "net/orders.hpp"
#include "net/paging.hpp"
#include "net/relay.hpp"

namespace baro {

namespace {

constexpr Field line_fields[] = {field::id("productId").optional(), field::id("skuId").optional(),
                                 field::integer("quantity", 1, 99)};
constexpr Rule line_rules[] = {{Rule::Kind::exactly_one, "skuId", "productId"}};
constexpr Schema line{line_fields, line_rules};

constexpr Field order_fields[]
  = {field::prose("shippingAddress", 1, 500).example("서울특별시 성동구 왕십리로 83-21"),
     field::object("orderItems", line).list(1, 50),
     coupon_field::code("couponCode").optional().example("AUTUMN-10")};
constexpr Schema order_body{order_fields};

constexpr Field list_fields[] = {field::cursor_id(), field::page_size()};
constexpr Schema list_query{list_fields};

Task<Reply> place_order(Call& call) {
  const auto body = call.body();
  PlaceOrder command{
    call.fresh<OrderId>(), call.user(), body.text("shippingAddress"), {}, call.idempotency};
  if (const auto code = body.maybe_text("couponCode"))
    command.coupon_code = to_upper(*code);
  for (const auto& item : body.objects("orderItems"))
    command.lines.push_back({item.maybe_id<SkuId>("skuId"), item.maybe_id<ProductId>("productId"),
                             item.number("quantity")});
  const auto address = checkout_address(command);
  return relay_to<CheckoutActor>(call, 201, address, std::move(command),
                                 [&call](const auto& placed) { note_stock(call, placed.view); });
}

Task<Reply> list_orders(Call& call) {
  return relay(call, 200, call.services().catalogue,
               ListOrders{call.user(), page_of(call.query(), orders_page)});
}

Task<Reply> show_order(Call& call) {
  return relay(call, 200, call.services().catalogue, GetOrder{call.caller(), call.id<OrderId>()});
}

Task<Reply> cancel_order(Call& call) {
  const auto order = call.id<OrderId>();
  return relay_to<OrderActor>(call, 200, address_of(order), CancelOrder{call.caller(), order},
                              [&call](const OrderView& cancelled) { note_stock(call, cancelled); });
}

constexpr Route routes[] = {
  {.method = http::verb::post,
   .path = "/orders",
   .access = Access::logged_in,
   .summary = "Place an order: all of it or nothing",
   .handler = place_order,
   .status = 201,
   .body = &order_body,
   .answer = answers<OrderView>,
   .errors = may_fail_with<Errc::sku_required, Errc::not_found, Errc::out_of_stock,
                           Errc::not_on_sale, Errc::drop_not_started, Errc::not_your_turn,
                           Errc::customer_limit, Errc::coupon_invalid, Errc::coupon_used_up>,
   .creates = true},
  {.method = http::verb::get,
   .path = "/orders",
   .access = Access::logged_in,
   .summary = "One's orders, newest first",
   .handler = list_orders,
   .query = &list_query,
   .answer = answers<Slice<OrderSummary>>},
  {.method = http::verb::get,
   .path = "/orders/{id}",
   .access = Access::logged_in,
   .summary = "One of one's orders",
   .handler = show_order,
   .answer = answers<OrderView>},
  {.method = http::verb::post,
   .path = "/orders/{id}/cancel",
   .access = Access::logged_in,
   .summary = "Cancel an order; its stock comes back, once",
   .handler = cancel_order,
   .answer = answers<OrderView>,
   .errors = may_fail_with<Errc::illegal_state>},
};

} // namespace

std::span<const Route> order_routes() { return routes; }

} // namespace baro
