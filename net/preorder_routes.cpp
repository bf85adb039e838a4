#include "net/product_fields.hpp"
#include "net/relay.hpp"

namespace baro {

namespace {

constexpr Field preorder_fields[]
  = {field::integer("cap", 1, product_field::units_max).example("100"),
     field::time("shipsAt").example("2036-03-02T00:00:00.000Z")};
constexpr Schema preorder_body{preorder_fields};

Task<Reply> set_preorder(Call& call) {
  const auto body = call.body();
  const auto id = call.id<SkuId>();
  return relay_to<SkuActor>(call, 200, address_of(id),
                            SetPreorder{call.caller(), call.fresh<ChangeId>(), id,
                                        body.number("cap"), body.time("shipsAt")},
                            [&call, id](const auto&) { call.changes().note(Subject{id}); });
}

Task<Reply> end_preorder(Call& call) {
  const auto id = call.id<SkuId>();
  return relay_to<SkuActor>(call, 200, address_of(id),
                            SetPreorder{call.caller(), call.fresh<ChangeId>(), id, 0, std::nullopt},
                            [&call, id](const auto&) { call.changes().note(Subject{id}); });
}

constexpr Route routes[] = {
  {.method = http::verb::put,
   .path = "/skus/{id}/preorder",
   .access = Access::store_owner,
   .summary = "Sell units before they are received",
   .handler = set_preorder,
   .description
   = "At most `cap` units are promised and not received; they can be sold at once, and "
     "what is received afterwards redeems the promise first. What was sold of it stays "
     "promised, however low the cap.",
   .body = &preorder_body,
   .answer = answers<PreorderView>},
  {.method = http::verb::delete_,
   .path = "/skus/{id}/preorder",
   .access = Access::store_owner,
   .summary = "Promise no more units",
   .handler = end_preorder,
   .description = "What was sold stays promised.",
   .answer = answers<PreorderView>},
};

} // namespace

std::span<const Route> preorder_routes() { return routes; }

} // namespace baro
