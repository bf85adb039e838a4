#pragma once

#include "persistence/pg.hpp"
#include "protocol/inventory.hpp"

#include <vector>

namespace baro {

/// Writes down steps of orders, but for the stock that they move: for the transaction of a batch,
/// which they end with `changed_sqlstate` when an order is not as it was decided on.
void change_orders(const std::vector<const OrderChanged*>& steps,
                   std::vector<PgStatement>& statements);

/// Orders, and in which version they were decided on.
PgParams versions_of(const std::vector<const OrderChanged*>& steps);

} // namespace baro
