#pragma once

#include "persistence/pg.hpp"
#include "protocol/swipe.hpp"

#include <span>

namespace baro {

/// Saves all of it, of one user's changes of one look the last, and answers those looks that exist.
PgStatement commit_swipes(std::span<const CommitSwipes> commits);

/// Answers the looks that have a like less now.
PgStatement reset_swipes(const ResetSwipes& reset);

} // namespace baro
