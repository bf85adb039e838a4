#include "persistence/product_changes.hpp"

#include "persistence/creation.hpp"

#include <numeric>
#include <set>

namespace baro {

namespace {

// The lock keeps the store from being closed until its new product can be seen by whoever closes
// it.
constexpr const char* lock_store_sql
  = "SELECT owner_id, status FROM stores WHERE store_id = $1 FOR SHARE";

constexpr const char* count_categories_sql
  = "SELECT count(*) FROM categories WHERE category_id = ANY ($1::bigint[])";

constexpr const char* insert_product_sql = R"sql(
  INSERT INTO products (product_id, store_id, name, price_krw, description, thumbnail_url, on_sale)
  VALUES ($1, $2, $3, $4, $5, $6, true)
)sql";

constexpr const char* insert_images_sql = R"sql(
  INSERT INTO product_images (product_id, display_order, image_url)
  SELECT $1, n, image_url FROM unnest($2::text[]) WITH ORDINALITY AS image (image_url, n)
)sql";

constexpr const char* insert_categories_sql = R"sql(
  INSERT INTO product_categories (category_id, product_id)
  SELECT DISTINCT category_id, $1::bigint FROM unnest($2::bigint[]) AS category (category_id)
)sql";

constexpr const char* insert_skus_sql = R"sql(
  INSERT INTO skus (sku_id, product_id, size, color)
  SELECT sku_id, $1, size, color
    FROM unnest($2::bigint[], $3::text[], $4::text[]) AS sku (sku_id, size, color)
)sql";

// The first entry of a SKU's ledger says where its first units came from; no units, no entry.
constexpr const char* insert_inventory_sql = R"sql(
  WITH first AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS sku (sku_id, quantity)
  ), received AS (
    INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, balance)
    SELECT sku_id, 1, quantity, 'RECEIPT', quantity FROM first WHERE quantity > 0
  )
  INSERT INTO inventory (sku_id, on_hand, ledger_seq)
  SELECT sku_id, quantity, (quantity > 0)::integer FROM first
)sql";

constexpr const char* find_product_sql = "SELECT 1 FROM products WHERE product_id = $1";

bool same_options_twice(const std::vector<NewSku>& skus) {
  using Options = std::pair<std::optional<std::string>, std::optional<std::string>>;
  std::set<Options> seen;
  for (const auto& sku : skus)
    if (!seen.emplace(sku.options.size, sku.options.color).second)
      return true;
  return false;
}

CreatedProduct view_of(const CreateProduct& command) {
  CreatedProduct view{command.product, command.name, {}};
  for (const auto& sku : command.skus)
    view.skus.push_back({sku.sku, sku.options, band_of(sku.quantity), sku.quantity});
  return view;
}

/// Whether the caller may list this product, in this store and these categories.
Found<Done> check(PgConnection& connection, const CreateProduct& command) {
  const std::set<CategoryId> categories{command.categories.begin(), command.categories.end()};
  const std::vector<PgStatement> statements{
    {lock_store_sql, PgParams{}.add(command.store)},
    {count_categories_sql, PgParams{}.add_array(categories)},
  };
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  const auto& store = (*answers)[0];
  if (store.empty())
    return QueryError{Errc::not_found, "store " + std::to_string(command.store.value)};
  if (store[0].id<UserId>(0) != command.caller.user && !command.caller.is_admin())
    return QueryError{Errc::not_allowed};
  if (store[0].text(1) != name_of(StoreStatus::ACTIVE))
    return QueryError{Errc::store_not_active};
  if ((*answers)[1][0].number(0) != static_cast<std::int64_t>(categories.size()))
    return QueryError{Errc::not_found, "a category"};
  return Done{};
}

Found<Done> insert(PgConnection& connection, const CreateProduct& command) {
  const auto product = PgParams{}.add(command.product);
  const auto& skus = command.skus;
  const std::vector<PgStatement> statements{
    {insert_product_sql, PgParams{product}
                           .add(command.store)
                           .add(command.name)
                           .add(command.price)
                           .add(command.description)
                           .add(command.thumbnail_url)},
    {insert_images_sql, PgParams{product}.add_array(command.image_urls)},
    {insert_categories_sql, PgParams{product}.add_array(command.categories)},
    {insert_skus_sql, PgParams{product}
                        .add_array(skus, [](auto& sku) { return sku.sku; })
                        .add_array(skus, [](auto& sku) { return sku.options.size; })
                        .add_array(skus, [](auto& sku) { return sku.options.color; })},
    {insert_inventory_sql, PgParams{}
                             .add_array(skus, [](auto& sku) { return sku.sku; })
                             .add_array(skus, [](auto& sku) { return sku.quantity; })},
  };
  if (auto inserted = connection.execute_all(statements); !inserted)
    return QueryError{inserted.error()};
  return Done{};
}

} // namespace

Result<Answer<CreatedProduct>> carry_out(PgSession& session, const CreateProduct& command) {
  if (same_options_twice(command.skus))
    return Error{Errc::duplicate, "two SKUs with the same options"};
  const PgStatement trace{find_product_sql, PgParams{}.add(command.product)};
  return create(session, command.caller.user, command.idempotency, view_of(command), trace,
                [&](PgConnection& connection) -> Found<Done> {
                  if (auto checked = check(connection, command); !checked)
                    return checked;
                  return insert(connection, command);
                });
}

} // namespace baro
