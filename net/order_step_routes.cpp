#include "net/orders.hpp"
#include "net/paging.hpp"
#include "net/relay.hpp"

namespace baro {

namespace {

constexpr Field returned_fields[] = {field::id("skuId"), field::integer("quantity", 1, 99),
                                     field::choice<ReturnCondition>("condition")};
constexpr Schema returned{returned_fields};

constexpr Field return_fields[] = {field::object("items", returned).list(1, 50)};
constexpr Schema return_body{return_fields};

constexpr Field list_fields[]
  = {field::choice<OrderStatus>("status").optional(), field::cursor_id(), field::page_size()};
constexpr Schema list_query{list_fields};

template <OrderAction action>
Task<Reply> move_order(Call& call) {
  const auto order = call.id<OrderId>();
  return relay_to<OrderActor>(call, 200, address_of(order), MoveOrder{call.caller(), order, action},
                              [&call](const OrderView& moved) { note_stock(call, moved); });
}

Task<Reply> return_items(Call& call) {
  const auto order = call.id<OrderId>();
  ReturnItems command{call.caller(), order, {}, call.idempotency};
  for (const auto& item : call.body().objects("items"))
    command.items.push_back({item.id<SkuId>("skuId"), item.number("quantity"),
                             item.choice<ReturnCondition>("condition")});
  return relay_to<OrderActor>(call, 201, address_of(order), std::move(command),
                              [&call](const auto& back) { note_stock(call, back.view); });
}

Task<Reply> list_store_orders(Call& call) {
  const auto query = call.query();
  return relay(
    call, 200, call.services().catalogue,
    ListStoreOrders{call.caller(), call.id<StoreId>(),
                    query.maybe_choice<OrderStatus>("status").value_or(OrderStatus::PAID),
                    page_of(query, orders_page)});
}

constexpr std::span<const Errc> of_a_step = may_fail_with<Errc::illegal_state>;

template <OrderAction action>
constexpr Route step(std::string_view path, std::string_view summary,
                     std::span<const Errc> errors = of_a_step) {
  return {.method = http::verb::post,
          .path = path,
          .access = Access::store_owner,
          .summary = summary,
          .handler = move_order<action>,
          .description
          = "For the owner of all stores whose products are in the order. Asking again "
            "answers the same.",
          .answer = answers<OrderView>,
          .errors = errors};
}

constexpr Route routes[] = {
  step<OrderAction::SHIP>("/orders/{id}/ship",
                          "A paid order is on its way; not before its pre-ordered units came in",
                          may_fail_with<Errc::illegal_state, Errc::not_received>),
  step<OrderAction::DELIVER>("/orders/{id}/deliver", "An order has arrived"),
  step<OrderAction::COMPLETE>("/orders/{id}/complete", "An order is done"),
  step<OrderAction::REFUND>("/orders/{id}/refund",
                            "Give a paid order up: its stock and its money go back, once"),
  {.method = http::verb::post,
   .path = "/orders/{id}/returns",
   .access = Access::store_owner,
   .summary = "Some of what was delivered has come back, and is paid back",
   .handler = return_items,
   .status = 201,
   .description = "SELLABLE units are stock again.",
   .body = &return_body,
   .answer = answers<OrderView>,
   .errors = may_fail_with<Errc::illegal_state, Errc::quantity_limit>,
   .creates = true},
  {.method = http::verb::get,
   .path = "/stores/{id}/orders",
   .access = Access::store_owner,
   .summary = "Paid orders with products of one's store, newest first",
   .handler = list_store_orders,
   .description = "In the state that is asked for; without one, those that are to be shipped.",
   .query = &list_query,
   .answer = answers<Slice<OrderSummary>>},
};

} // namespace

std::span<const Route> order_step_routes() { return routes; }

} // namespace baro
