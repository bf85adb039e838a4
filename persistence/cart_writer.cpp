#include "persistence/cart_writer.hpp"

#include "persistence/cart_activation.hpp"
#include "persistence/pg_ask.hpp"

namespace baro {

std::vector<Result<CartActivated>> CartWork::carry_out(const std::vector<ActivateCart>& requests) {
  auto carts = ask_twice(
    session_, [&](PgConnection& connection) { return activate_carts(connection, requests); });
  if (!carts)
    return {requests.size(), std::move(carts).error()};
  return {std::move_iterator{carts->begin()}, std::move_iterator{carts->end()}};
}

} // namespace baro
