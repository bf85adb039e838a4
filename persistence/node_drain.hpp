#pragma once

#include "persistence/pg.hpp"
#include "protocol/cluster_status.hpp"
#include "protocol/result.hpp"

namespace baro {

/// Errors: those of DrainNode, and those of transact().
Result<Done> carry_out(PgSession& session, const DrainNode& command);

} // namespace baro
