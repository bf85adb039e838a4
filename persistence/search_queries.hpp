#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/listing.hpp"

namespace baro {

Found<Slice<ItemView>> answer(PgConnection& connection, const SearchProducts& question);

/// What is asked of the database for a search.
PgStatement statement_of(const SearchProducts& question);

} // namespace baro
