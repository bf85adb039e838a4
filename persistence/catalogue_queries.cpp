#include "persistence/catalogue_queries.hpp"

#include "persistence/columns.hpp"
#include "protocol/id_generator.hpp"

namespace baro {

namespace {

constexpr const char* categories_sql
  = "SELECT category_id, name FROM categories ORDER BY category_id";

constexpr const char* store_sql = R"sql(
  SELECT store_id, name, description, phone_number, address, thumbnail_url, status
    FROM stores WHERE store_id = $1
)sql";

// A list reads the ids of its page off an index, in order, and then the page's rows by their keys.
// The plan is made once for all pages, when the cursor and the size are not known. So the text
// itself says how much a page holds at most, and one more: else the planner takes a page for a
// tenth of the shop, and prepares for that. No more rows are read than $1 asks for.
static_assert(page_size_max == 100);

constexpr const char* popular_sql = R"sql(
  SELECT product_id, i.store_name, i.product_name, i.price_krw, i.thumbnail_url, page.likes_count
    FROM (SELECT product_id, likes_count FROM products
           WHERE on_sale AND (likes_count, product_id) < ($2::bigint, $3::bigint)
           ORDER BY likes_count DESC, product_id DESC
           LIMIT 101) page
    JOIN items i USING (product_id)
   ORDER BY page.likes_count DESC, product_id DESC
   LIMIT $1
)sql";

constexpr const char* popular_of_category_sql = R"sql(
  SELECT product_id, i.store_name, i.product_name, i.price_krw, i.thumbnail_url, page.likes_count
    FROM (SELECT product_id, likes_count FROM product_categories
           WHERE category_id = $4 AND on_sale
             AND (likes_count, product_id) < ($2::bigint, $3::bigint)
           ORDER BY likes_count DESC, product_id DESC
           LIMIT 101) page
    JOIN items i USING (product_id)
   ORDER BY page.likes_count DESC, product_id DESC
   LIMIT $1
)sql";

constexpr const char* newest_sql = R"sql(
  SELECT product_id, i.store_name, i.product_name, i.price_krw, i.thumbnail_url, i.likes_count
    FROM (SELECT product_id FROM products
           WHERE on_sale AND product_id >= $2 AND product_id < $3
           ORDER BY product_id DESC
           LIMIT 101) page
    JOIN items i USING (product_id)
   ORDER BY product_id DESC
   LIMIT $1
)sql";

constexpr const char* newest_of_category_sql = R"sql(
  SELECT product_id, i.store_name, i.product_name, i.price_krw, i.thumbnail_url, i.likes_count
    FROM (SELECT product_id FROM product_categories
           WHERE category_id = $4 AND on_sale AND product_id >= $2 AND product_id < $3
           ORDER BY product_id DESC
           LIMIT 101) page
    JOIN items i USING (product_id)
   ORDER BY product_id DESC
   LIMIT $1
)sql";

// What counts as new.
constexpr std::chrono::days newest_age_max{30};

ItemView item_of(PgRow row) {
  return {row.id<ProductId>(0), std::string{row.text(1)}, std::string{row.text(2)},
          row.number(3),        row.optional_text(4),     row.number(5),
          std::nullopt};
}

} // namespace

StoreView store_of(PgRow row) {
  return {row.id<StoreId>(0),          std::string{row.text(1)}, row.optional_text(2),
          row.optional_text(3),        row.optional_text(4),     row.optional_text(5),
          enum_of<StoreStatus>(row, 6)};
}

Found<Slice<ItemView>> list_items(PgConnection& connection, const PgStatement& statement,
                                  const Page& page, bool by_likes) {
  auto rows = connection.execute(statement.sql, statement.params);
  if (!rows)
    return QueryError{rows.error()};
  std::vector<ItemView> items;
  for (const auto row : *rows)
    items.push_back(item_of(row));
  return slice_of(std::move(items), page, [by_likes](const ItemView& last) {
    Cursor cursor{{last.id.value}, {}};
    if (by_likes)
      cursor.likes = last.likes_count;
    return cursor;
  });
}

Found<Categories> answer(PgConnection& connection, const ListCategories&) {
  auto rows = connection.execute(categories_sql);
  if (!rows)
    return QueryError{rows.error()};
  Categories categories;
  for (const auto row : *rows)
    categories.all.push_back({row.id<CategoryId>(0), std::string{row.text(1)}});
  return categories;
}

Found<StoreView> answer(PgConnection& connection, const GetStore& question) {
  auto rows = connection.execute(store_sql, PgParams{}.add(question.store));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return QueryError{Errc::not_found, "store " + std::to_string(question.store.value)};
  return store_of((*rows)[0]);
}

PgStatement statement_of(const ListPopular& question) {
  const auto& page = question.page;
  const auto likes = page.after ? page.after->likes.value_or(list_top) : list_top;
  PgStatement statement{
    popular_sql, PgParams{}.add(std::int64_t{page.size + 1}).add(likes).add(id_before(page))};
  if (question.category) {
    statement.sql = popular_of_category_sql;
    statement.params.add(*question.category);
  }
  return statement;
}

PgStatement statement_of(const ListNewest& question, Timestamp present) {
  const auto& page = question.page;
  const Timestamp oldest{present.micros - std::chrono::microseconds{newest_age_max}.count()};
  PgStatement statement{newest_sql, PgParams{}
                                      .add(std::int64_t{page.size + 1})
                                      .add(IdGenerator::lowest_at(oldest))
                                      .add(id_before(page))};
  if (question.category) {
    statement.sql = newest_of_category_sql;
    statement.params.add(*question.category);
  }
  return statement;
}

Found<Slice<ItemView>> answer(PgConnection& connection, const ListPopular& question) {
  return list_items(connection, statement_of(question), question.page, /*by_likes=*/true);
}

Found<Slice<ItemView>> answer(PgConnection& connection, const ListNewest& question) {
  return list_items(connection, statement_of(question, now()), question.page);
}

} // namespace baro
