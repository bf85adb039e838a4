#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/swipe.hpp"

namespace baro {

Found<LookIds> answer(PgConnection& connection, const ListLookIds& question);
Found<ShelfPage> answer(PgConnection& connection, const ListShelf& question);

/// All in one round trip.
Found<std::vector<Result<LookCards>>> answer_all(PgConnection& connection,
                                                 const std::vector<FindLookCards>& questions);

} // namespace baro
