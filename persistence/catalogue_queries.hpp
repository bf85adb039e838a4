#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/catalogue.hpp"

namespace baro {

Found<Categories> answer(PgConnection& connection, const ListCategories& question);
/// Errors: not_found.
Found<StoreView> answer(PgConnection& connection, const GetStore& question);
Found<Slice<ItemView>> answer(PgConnection& connection, const ListPopular& question);
Found<Slice<ItemView>> answer(PgConnection& connection, const ListNewest& question);

/// What is asked of the database for a list.
PgStatement statement_of(const ListPopular& question);
PgStatement statement_of(const ListNewest& question, Timestamp present);

/// A page of items, of which one more was asked for. The statement's columns: product_id,
/// store_name, product_name, price_krw, thumbnail_url, likes_count.
Found<Slice<ItemView>> list_items(PgConnection& connection, const PgStatement& statement,
                                  const Page& page, bool by_likes = false);

/// The columns store_id, name, description, phone_number, address, thumbnail_url, status.
StoreView store_of(PgRow row);

} // namespace baro
