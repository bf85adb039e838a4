#pragma once

#include "persistence/query_error.hpp"
#include "protocol/drop.hpp"

namespace baro {

/// Raises the epoch, and reads what is kept of a drop.
Found<DropActivated> activate(PgConnection& connection, const ActivateDrop& request);

Found<UnitsCounted> answer(PgConnection& connection, const CountUnits& question);

} // namespace baro
