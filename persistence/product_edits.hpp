#pragma once

#include "persistence/query_error.hpp"
#include "protocol/error.hpp"
#include "protocol/product_change.hpp"

namespace baro {

/// Each is one transaction. Errors, besides those of the commands: unavailable, deadline_passed (it
/// is not known whether it happened).
Result<ProductChanged> carry_out(PgSession& session, const ChangeProduct& command);
Result<ProductWithdrawn> carry_out(PgSession& session, const WithdrawProduct& command);

/// A product that is locked for a change.
struct LockedProduct {
  bool withdrawn = false;
  bool by_admin = false; // and not by its owner: that goes into the admins' log
};

/// Locks a product for who may change it, within a transaction. Errors: not_found, not_allowed.
Found<LockedProduct> lock_product(PgConnection& connection, ProductId product,
                                  const Caller& caller);

/// In the order of their ids.
Found<std::vector<SkuId>> skus_of(PgConnection& connection, ProductId product);

} // namespace baro
