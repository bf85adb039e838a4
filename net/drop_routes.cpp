#include "net/relay.hpp"

namespace baro {

namespace {

constexpr std::int64_t customer_units_max = 99; // as in one line of an order
constexpr std::int64_t turn_seconds_min = 5;
constexpr std::int64_t turn_seconds_max = 86'400;
constexpr std::int64_t admissions_max = 1'000;

constexpr Field drop_fields[]
  = {field::time("startsAt"), field::integer("perCustomer", 1, customer_units_max),
     field::integer("turnSeconds", turn_seconds_min, turn_seconds_max).example("300"),
     field::integer("admissionsPerSecond", 1, admissions_max).example("20")};
constexpr Schema drop_body{drop_fields};

constexpr Field join_fields[] = {field::integer("quantity", 1, customer_units_max).optional()};
constexpr Schema join_body{join_fields};

// Its page shows when it starts.
void note_change(Call& call, ProductId product) { call.changes().note(Subject{product}); }

Task<Reply> set_drop(Call& call) {
  const auto body = call.body();
  const auto product = call.id<ProductId>();
  return relay(call, 200, call.services().catalogue,
               SetDrop{call.caller(), product, body.time("startsAt"), body.number("perCustomer"),
                       body.number("turnSeconds"), body.number("admissionsPerSecond")},
               [&call, product](const DropView&) { note_change(call, product); });
}

Task<Reply> end_drop(Call& call) {
  const auto product = call.id<ProductId>();
  return relay(call, 204, call.services().catalogue, EndDrop{call.caller(), product},
               [&call, product](const Done&) { note_change(call, product); });
}

Task<Reply> show_drop(Call& call) {
  const auto product = call.id<ProductId>();
  return relay_to<DropActor>(call, 200, drop_address(product), GetDrop{product});
}

Task<Reply> join_line(Call& call) {
  const auto product = call.id<ProductId>();
  return relay_to<DropActor>(
    call, 200, drop_address(product),
    JoinLine{product, call.user(), call.body().maybe_number("quantity").value_or(1)});
}

Task<Reply> show_place(Call& call) {
  const auto product = call.id<ProductId>();
  return relay_to<DropActor>(call, 200, drop_address(product), GetPlace{product, call.user()});
}

Task<Reply> leave_line(Call& call) {
  const auto product = call.id<ProductId>();
  return relay_to<DropActor>(call, 204, drop_address(product), LeaveLine{product, call.user()});
}

constexpr Route routes[] = {
  {.method = http::verb::put,
   .path = "/products/{id}/drop",
   .access = Access::store_owner,
   .summary = "Put a product of one's store on sale at a set time, one customer after the other",
   .handler = set_drop,
   .description = "From then on an order of it needs a turn in its line. Once somebody is in line, "
                  "perCustomer does not go down; once it has started, startsAt stays.",
   .body = &drop_body,
   .answer = answers<DropView>,
   .errors = may_fail_with<Errc::not_allowed, Errc::illegal_state>},
  {.method = http::verb::delete_,
   .path = "/products/{id}/drop",
   .access = Access::store_owner,
   .summary = "End a drop: the product is sold like any other; its line is kept",
   .handler = end_drop,
   .status = 204,
   .errors = may_fail_with<Errc::not_allowed>},
  {.method = http::verb::get,
   .path = "/products/{id}/drop",
   .access = Access::anyone,
   .summary = "When a product goes on sale, and how many are in line for it",
   .handler = show_drop,
   .answer = answers<DropView>,
   .cache = "no-cache"},
  {.method = http::verb::post,
   .path = "/products/{id}/drop/line",
   .access = Access::logged_in,
   .summary = "Join the line; who is in it already keeps their place",
   .handler = join_line,
   .description = "Before the drop starts, and after. Who bought or lapsed may join again, at the "
                  "end, as long as the limit allows.",
   .body = &join_body,
   .answer = answers<PlaceView>,
   .errors = may_fail_with<Errc::illegal_state, Errc::customer_limit>},
  {.method = http::verb::get,
   .path = "/products/{id}/drop/line",
   .access = Access::logged_in,
   .summary = "One's place in the line: how many are ahead, or until when it is one's turn",
   .handler = show_place,
   .answer = answers<PlaceView>,
   .cache = "no-store"},
  {.method = http::verb::delete_,
   .path = "/products/{id}/drop/line",
   .access = Access::logged_in,
   .summary = "Give one's place or turn up",
   .handler = leave_line,
   .status = 204},
};

} // namespace

std::span<const Route> drop_routes() { return routes; }

} // namespace baro
