#pragma once

#include "persistence/pg.hpp"
#include "protocol/error.hpp"

namespace baro {

/// What a failure means to callers: `unavailable` when the same request may well succeed a moment
/// later, else `internal_error`. Whoever sent a COMMIT has to find out first whether it happened.
Error to_error(const PgFailure& failure);

/// Whether it came of what other transactions did at the same time, like a deadlock.
bool is_conflict(const PgFailure& failure);

} // namespace baro
