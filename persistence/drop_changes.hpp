#pragma once

#include "persistence/pg.hpp"
#include "protocol/drop.hpp"
#include "protocol/error.hpp"

namespace baro {

/// One transaction. Errors: those of SaveDrop.
Result<DropSaved> carry_out(PgSession& session, const SaveDrop& command);

} // namespace baro
