#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/swipe.hpp"

namespace baro {

Found<Swipes> answer(PgConnection& connection, const LoadSwipes& question);
Found<Slice<LikedLook>> answer(PgConnection& connection, const ListLikedLooks& question);

/// How a page of liked looks is found, and one row more.
PgStatement statement_of(const ListLikedLooks& question);

} // namespace baro
