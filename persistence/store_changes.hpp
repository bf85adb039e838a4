#pragma once

#include "persistence/pg.hpp"
#include "protocol/catalogue.hpp"
#include "protocol/error.hpp"

namespace baro {

/// Each is one transaction. Errors, besides those of the commands: unavailable, deadline_passed (it
/// is not known whether it happened), idempotency_key_reused.
Result<Answer<CategoryView>> carry_out(PgSession& session, const CreateCategory& command);
Result<Answer<StoreView>> carry_out(PgSession& session, const CreateStore& command);
Result<StoreChanged> carry_out(PgSession& session, const ChangeStore& command);

} // namespace baro
