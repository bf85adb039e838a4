#include "persistence/listing_queries.hpp"

#include "persistence/catalogue_queries.hpp"
#include "persistence/columns.hpp"

namespace baro {

namespace {

// As the other lists: a page's ids off an index, then its rows by their keys
// (catalogue_queries.cpp).
static_assert(page_size_max == 100);

constexpr const char* liked_sql = R"sql(
  SELECT product_id, i.store_name, i.product_name, i.price_krw, i.thumbnail_url, i.likes_count
    FROM (SELECT product_id FROM product_likes l
           WHERE user_id = $3 AND product_id < $2
             AND (SELECT NOT p.withdrawn FROM products p WHERE p.product_id = l.product_id)
           ORDER BY product_id DESC
           LIMIT 101) page
    JOIN items i USING (product_id)
   ORDER BY product_id DESC
   LIMIT $1
)sql";

// A store that is not ACTIVE has nothing on sale; but that would be found out row by row.
constexpr const char* store_products_sql = R"sql(
  SELECT product_id, i.store_name, i.product_name, i.price_krw, i.thumbnail_url, i.likes_count
    FROM (SELECT product_id FROM products
           WHERE store_id = $3 AND on_sale AND product_id < $2
             AND EXISTS (SELECT FROM stores WHERE store_id = $3 AND status = 'ACTIVE')
           ORDER BY product_id DESC
           LIMIT 101) page
    JOIN items i USING (product_id)
   ORDER BY product_id DESC
   LIMIT $1
)sql";

constexpr const char* find_store_sql = "SELECT 1 FROM stores WHERE store_id = $1";

constexpr const char* active_stores_sql = R"sql(
  SELECT store_id, name, description, phone_number, address, thumbnail_url, status
    FROM stores
   WHERE status = 'ACTIVE' AND store_id < $2
   ORDER BY store_id DESC
   LIMIT $1
)sql";

constexpr const char* stores_of_owner_sql = R"sql(
  SELECT store_id, name, description, phone_number, address, thumbnail_url, status
    FROM stores
   WHERE owner_id = $3 AND store_id < $2
   ORDER BY store_id DESC
   LIMIT $1
)sql";

PgParams params_of(const Page& page) {
  return PgParams{}.add(std::int64_t{page.size + 1}).add(id_before(page));
}

} // namespace

PgStatement statement_of(const ListLikedProducts& question) {
  return {liked_sql, params_of(question.page).add(question.user)};
}

PgStatement statement_of(const ListStoreProducts& question) {
  return {store_products_sql, params_of(question.page).add(question.store)};
}

PgStatement statement_of(const ListStores& question) {
  if (question.owner)
    return {stores_of_owner_sql, params_of(question.page).add(*question.owner)};
  return {active_stores_sql, params_of(question.page)};
}

Found<Slice<ItemView>> answer(PgConnection& connection, const ListLikedProducts& question) {
  auto items = list_items(connection, statement_of(question), question.page);
  if (items)
    for (auto& item : items->content)
      item.is_liked = true;
  return items;
}

Found<Slice<ItemView>> answer(PgConnection& connection, const ListStoreProducts& question) {
  auto items = list_items(connection, statement_of(question), question.page);
  if (!items || !items->content.empty())
    return items;
  auto store = connection.execute(find_store_sql, PgParams{}.add(question.store));
  if (!store)
    return QueryError{store.error()};
  if (store->empty())
    return QueryError{Errc::not_found, "store " + std::to_string(question.store.value)};
  return items;
}

Found<Slice<StoreView>> answer(PgConnection& connection, const ListStores& question) {
  const auto statement = statement_of(question);
  auto rows = connection.execute(statement.sql, statement.params);
  if (!rows)
    return QueryError{rows.error()};
  std::vector<StoreView> stores;
  for (const auto row : *rows)
    stores.push_back(store_of(row));
  return slice_of(std::move(stores), question.page, [](const StoreView& last) {
    return Cursor{{last.id.value}, {}};
  });
}

} // namespace baro
