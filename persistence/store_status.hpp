#pragma once

#include "protocol/catalogue.hpp"

namespace baro {

/// Whether a store may go from one status to another. Owners open, pause and close their stores;
/// only an admin suspends one, ends the suspension, or terminates one, which is final.
constexpr bool can_become(StoreStatus from, StoreStatus to, bool by_admin) {
  using enum StoreStatus;
  if (from == to)
    return true;
  switch (to) {
    case DRAFT: return false;
    case ACTIVE: return from == DRAFT || from == PAUSED || (from == SUSPENDED && by_admin);
    case PAUSED: return from == ACTIVE;
    case SUSPENDED: return (from == ACTIVE || from == PAUSED) && by_admin;
    case CLOSED: return from == ACTIVE || from == PAUSED;
    case TERMINATED: return from != DRAFT && by_admin;
  }
  return false;
}

} // namespace baro
