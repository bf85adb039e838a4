#include "persistence/pg_product_repository.hpp"

#include "persistence/pg_batch.hpp"

#include <map>
#include <set>

namespace baro {

namespace {

// The lock keeps a store from being closed until its new products can be seen by whoever closes it.
// Rows are locked in the order of their keys, so that two transactions never wait for each other.
constexpr const char* lock_stores_sql = R"sql(
  SELECT store_id, owner_id, status FROM stores
   WHERE store_id = ANY ($1::bigint[])
   ORDER BY store_id FOR SHARE
)sql";

constexpr const char* find_categories_sql
  = "SELECT category_id FROM categories WHERE category_id = ANY ($1::bigint[])";

constexpr const char* insert_products_sql = R"sql(
  INSERT INTO products (product_id, store_id, name, price_krw, description, thumbnail_url, on_sale)
  SELECT *, true
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[])
)sql";

constexpr const char* insert_images_sql = R"sql(
  INSERT INTO product_images (product_id, display_order, image_url)
  SELECT * FROM unnest($1::bigint[], $2::integer[], $3::text[])
)sql";

constexpr const char* insert_categories_sql = R"sql(
  INSERT INTO product_categories (category_id, product_id)
  SELECT DISTINCT * FROM unnest($1::bigint[], $2::bigint[])
)sql";

constexpr const char* insert_skus_sql = R"sql(
  INSERT INTO skus (sku_id, product_id, size, color)
  SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[])
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

struct StoreRow {
  UserId owner;
  bool is_active = false;
};

/// What a batch refers to, as far as it is there.
struct Surroundings {
  std::map<StoreId, StoreRow> stores;
  std::set<CategoryId> categories;
};

/// Something of a product, of which it has several.
template <class T>
struct Part {
  ProductId product;
  std::int64_t order = 0; // from 1
  const T* value;
};

template <class T>
std::vector<Part<T>> parts(std::span<const CommitProduct> batch,
                           std::vector<T> CreateProduct::*member) {
  std::vector<Part<T>> result;
  for (const auto& [command, idempotency] : batch)
    for (std::int64_t order = 0; const auto& value : command.*member)
      result.push_back({command.product, ++order, &value});
  return result;
}

bool same_options_twice(const std::vector<NewSku>& skus) {
  using Options = std::pair<std::optional<std::string>, std::optional<std::string>>;
  std::set<Options> seen;
  for (const auto& sku : skus)
    if (!seen.emplace(sku.options.size, sku.options.color).second)
      return true;
  return false;
}

/// Why the caller may not list this product, in this store and these categories.
std::optional<Error> objection(const CreateProduct& command, const Surroundings& around) {
  if (same_options_twice(command.skus))
    return Error{Errc::duplicate, "two SKUs with the same options"};
  const auto store = around.stores.find(command.store);
  if (store == around.stores.end())
    return Error{Errc::not_found, "store " + std::to_string(command.store.value)};
  if (store->second.owner != command.caller.user && !command.caller.is_admin())
    return Error{Errc::not_allowed};
  if (!store->second.is_active)
    return Error{Errc::store_not_active};
  for (const auto category : command.categories)
    if (!around.categories.contains(category))
      return Error{Errc::not_found, "category " + std::to_string(category.value)};
  return std::nullopt;
}

std::vector<PgStatement> look_around(std::span<const CommitProduct> batch) {
  std::set<StoreId> stores;
  std::set<CategoryId> categories;
  for (const auto& [command, idempotency] : batch) {
    stores.insert(command.store);
    categories.insert(command.categories.begin(), command.categories.end());
  }
  return {{lock_stores_sql, PgParams{}.add_array(stores)},
          {find_categories_sql, PgParams{}.add_array(categories)}};
}

Surroundings surroundings_of(const PgRows& stores, const PgRows& categories) {
  Surroundings around;
  for (const auto row : stores)
    around.stores[row.id<StoreId>(0)]
      = {row.id<UserId>(1), row.text(2) == name_of(StoreStatus::ACTIVE)};
  for (const auto row : categories)
    around.categories.insert(row.id<CategoryId>(0));
  return around;
}

std::vector<PgStatement> write_statements(std::span<const CommitProduct> batch) {
  const auto images = parts(batch, &CreateProduct::image_urls);
  const auto categories = parts(batch, &CreateProduct::categories);
  const auto skus = parts(batch, &CreateProduct::skus);
  const auto product = [](auto& part) { return part.product; };
  const auto value = [](auto& part) { return *part.value; };
  return {
    {insert_products_sql,
     PgParams{}
       .add_array(batch, [](auto& fact) { return fact.command.product; })
       .add_array(batch, [](auto& fact) { return fact.command.store; })
       .add_array(batch, [](auto& fact) { return std::string_view{fact.command.name}; })
       .add_array(batch, [](auto& fact) { return fact.command.price; })
       .add_array(batch, [](auto& fact) { return fact.command.description; })
       .add_array(batch, [](auto& fact) { return fact.command.thumbnail_url; })},
    {insert_images_sql, PgParams{}
                          .add_array(images, product)
                          .add_array(images, [](auto& image) { return image.order; })
                          .add_array(images, value)},
    {insert_categories_sql, PgParams{}.add_array(categories, value).add_array(categories, product)},
    {insert_skus_sql, PgParams{}
                        .add_array(skus, [](auto& sku) { return sku.value->sku; })
                        .add_array(skus, product)
                        .add_array(skus, [](auto& sku) { return sku.value->options.size; })
                        .add_array(skus, [](auto& sku) { return sku.value->options.color; })},
    {insert_inventory_sql, PgParams{}
                             .add_array(skus, [](auto& sku) { return sku.value->sku; })
                             .add_array(skus, [](auto& sku) { return sku.value->quantity; })},
    {commit_sql, {}},
  };
}

} // namespace

// Round trip 1 claims the keys and looks at what the products refer to. Round trip 2 writes down
// and commits.
ProductOutcome PgProductRepository::commit(std::span<const CommitProduct> batch) {
  auto opened = session_.connection();
  if (!opened)
    return {ProductOutcome::Kind::offline, {}, to_error(opened.error())};
  PgConnection& connection = **opened;
  auto none
    = [&](const QueryError& why) { return none_of<ProductOutcome>(session_, connection, why); };
  auto refused = [&](std::vector<ProductRefusal> refusals) -> ProductOutcome {
    roll_back(session_, connection);
    return {ProductOutcome::Kind::refused, std::move(refusals), {}};
  };

  auto claims = look_around(batch);
  const auto keyed = keyed_facts(batch);
  if (!keyed.empty())
    claims.insert(claims.begin(), claim_keys(records_of(batch, keyed)));
  claims.insert(claims.begin(), {begin_sql, {}});
  const auto claimed = connection.execute_all(claims);
  if (!claimed)
    return none(QueryError{claimed.error()});
  if (!keyed.empty()) {
    const ClaimedKeys ours{(*claimed)[1]};
    auto taken = keyed;
    std::erase_if(taken, [&](auto index) { return ours.contains(*batch[index].idempotency); });
    auto repeats = refuse_repeats<CommitProduct, ProductCommitted>(connection, batch, taken);
    if (!repeats)
      return none(repeats.error());
    if (!repeats->empty())
      return refused(*std::move(repeats));
  }
  const auto around = surroundings_of((*claimed)[claimed->size() - 2], claimed->back());
  std::vector<ProductRefusal> refusals;
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (auto reason = objection(batch[i].command, around))
      refusals.emplace_back(i, *std::move(reason));
  if (!refusals.empty())
    return refused(std::move(refusals));

  const auto written = connection.execute_all(write_statements(batch));
  if (!written && written.error().connection_lost) {
    lost_backend_ = connection.application_name();
    session_.drop();
    return {ProductOutcome::Kind::unknown, {}, to_error(written.error())};
  }
  // Otherwise COMMIT was skipped with everything else behind the statement that failed.
  if (!written)
    return none(QueryError{written.error()});
  return {};
}

// All products share one transaction, so any of them tells.
Result<bool> PgProductRepository::was_committed(std::span<const CommitProduct> batch) {
  auto rows = look_after(session_, lost_backend_,
                         {find_product_sql, PgParams{}.add(batch[0].command.product)});
  if (!rows)
    return std::move(rows).error();
  return !rows->empty();
}

} // namespace baro
