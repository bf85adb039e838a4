#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/listing.hpp"

namespace baro {

Found<Slice<ItemView>> answer(PgConnection& connection, const ListLikedProducts& question);
/// Errors: not_found.
Found<Slice<ItemView>> answer(PgConnection& connection, const ListStoreProducts& question);
Found<Slice<StoreView>> answer(PgConnection& connection, const ListStores& question);

/// What is asked of the database for a list.
PgStatement statement_of(const ListLikedProducts& question);
PgStatement statement_of(const ListStoreProducts& question);
PgStatement statement_of(const ListStores& question);

} // namespace baro
