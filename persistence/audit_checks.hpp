#pragma once

#include <span>

namespace baro {

/// Where a check answers the first offender of one kind, and what is to be said about it.
struct AuditFinding {
  int column;          // null when there is no offender, else its id
  const char* subject; // "SKU"
  const char* what;
  const char* rows_sql; // the rows concerned as JSON, given the id
};

/// One statement over whole tables, answering one row.
struct AuditCheck {
  const char* sql;
  std::span<const AuditFinding> findings;
};

/// Answers first: SKUs, units received, adjusted, sold, returned, on hand; in column 10 those
/// promised.
extern const AuditCheck stock_check;
/// Answers first: orders, lines.
extern const AuditCheck order_check;
extern const AuditCheck cancellation_check;
extern const AuditCheck return_check;
/// Charged - refunded = owed, for each order. Answers in columns 3 and 4: charged, refunded.
extern const AuditCheck money_check;
/// Uses of coupons, and units that were only promised.
extern const AuditCheck coupon_check;
/// What foreign keys would have caught, had they not cost deadlocks.
extern const AuditCheck reference_check;
/// What is kept twice for speed agrees.
extern const AuditCheck catalogue_check;
/// Lines are in order, and nobody got more, or earlier, than they may.
extern const AuditCheck drop_check;

} // namespace baro
