#pragma once

#include "persistence/query_error.hpp"
#include "protocol/cart.hpp"

#include <vector>

namespace baro {

/// Raises the epochs of carts, takes out what was ordered since it was put in, and answers what is
/// left in each of them, in the order of the requests. One transaction, in one round trip.
/// Doing it twice fences off an activation which nobody got, and nothing else.
Found<std::vector<CartActivated>> activate_carts(PgConnection& connection,
                                                 const std::vector<ActivateCart>& requests);

} // namespace baro
