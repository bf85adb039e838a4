#pragma once

#include "persistence/pg.hpp"
#include "protocol/error.hpp"
#include "protocol/product_change.hpp"

namespace baro {

/// Each is one transaction. Errors, besides those of the commands: unavailable, deadline_passed (it
/// is not known whether it happened).
Result<ProductChanged> carry_out(PgSession& session, const ChangeProduct& command);
Result<ProductWithdrawn> carry_out(PgSession& session, const WithdrawProduct& command);

} // namespace baro
