#pragma once

#include "persistence/pg.hpp"
#include "protocol/catalogue.hpp"
#include "protocol/error.hpp"

namespace baro {

/// One transaction, with the receipt of the first stock. Errors, besides those of the command:
/// unavailable, deadline_passed (it is not known whether it happened), idempotency_key_reused.
Result<Answer<CreatedProduct>> carry_out(PgSession& session, const CreateProduct& command);

} // namespace baro
