#pragma once

#include "persistence/pg.hpp"
#include "protocol/inventory.hpp"

#include <vector>

namespace baro {

/// Puts what has become of orders into the outbox: for the transaction of the batch itself. That
/// they were placed, the statement that writes them says on its way. Each step has an event.
PgStatement tell_changes(const std::vector<const OrderChanged*>& steps);

} // namespace baro
