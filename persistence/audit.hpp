#pragma once

#include "persistence/pg.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baro {

/// Units are sums over all SKUs: received + adjusted + promised - sold + returned = on hand.
struct AuditSummary {
  std::int64_t skus = 0;
  Quantity received = 0;
  Quantity adjusted = 0;
  Quantity sold = 0;
  Quantity returned = 0; // by customers, and by cancelled orders
  Quantity promised = 0; // and not received yet
  Quantity on_hand = 0;
  std::int64_t orders = 0;
  std::int64_t lines = 0;
  Won charged = 0;
  Won refunded = 0; // or about to be
};

struct AuditViolation {
  std::string what;              // "SKU 17 ..."
  std::vector<std::string> rows; // the rows concerned, as JSON
};

struct AuditReport {
  AuditSummary summary;
  std::optional<AuditViolation> violation; // the first one found
};

/// Checks the whole database, in one snapshot: that stock is conserved (P4), that each SKU's ledger
/// is an unbroken chain, that orders add up, that
/// what was charged and not given back is what is owed, and that everything referred to exists.
/// Reads only; shoppers do not wait for it.
PgResult<AuditReport> audit(PgConnection& connection);

} // namespace baro
