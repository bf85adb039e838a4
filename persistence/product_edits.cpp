#include "persistence/product_edits.hpp"

#include "persistence/admin_log.hpp"
#include "persistence/pg_transaction.hpp"
#include "persistence/product_queries.hpp"

#include <algorithm>

namespace baro {

namespace {

// The store is locked first, which keeps a change of the whole store away: that one, too, locks the
// store and then its products, and writes what is on sale.
constexpr const char* lock_store_sql = R"sql(
  SELECT owner_id FROM stores
   WHERE store_id = (SELECT store_id FROM products WHERE product_id = $1)
     FOR SHARE
)sql";

constexpr const char* lock_product_sql
  = "SELECT withdrawn FROM products WHERE product_id = $1 FOR NO KEY UPDATE";

constexpr const char* product_sql = R"sql(
  SELECT name, price_krw, description, thumbnail_url FROM products WHERE product_id = $1
)sql";

constexpr const char* categories_sql = R"sql(
  SELECT category_id FROM product_categories WHERE product_id = $1 ORDER BY category_id
)sql";

constexpr const char* images_sql = R"sql(
  SELECT image_url FROM product_images WHERE product_id = $1 ORDER BY display_order
)sql";

constexpr const char* skus_sql = "SELECT sku_id FROM skus WHERE product_id = $1 ORDER BY sku_id";

constexpr const char* count_categories_sql
  = "SELECT count(*) FROM categories WHERE category_id = ANY ($1::bigint[])";

constexpr const char* update_product_sql = R"sql(
  UPDATE products SET name = $2, price_krw = $3, description = $4, thumbnail_url = $5
   WHERE product_id = $1
)sql";

constexpr const char* delete_images_sql = "DELETE FROM product_images WHERE product_id = $1";

constexpr const char* insert_images_sql = R"sql(
  INSERT INTO product_images (product_id, display_order, image_url)
  SELECT $1, n, image_url FROM unnest($2::text[]) WITH ORDINALITY AS image (image_url, n)
)sql";

constexpr const char* delete_categories_sql = R"sql(
  DELETE FROM product_categories WHERE product_id = $1 AND category_id <> ALL ($2::bigint[])
)sql";

constexpr const char* insert_categories_sql = R"sql(
  INSERT INTO product_categories (category_id, product_id, likes_count, on_sale)
  SELECT category_id, product_id, likes_count, on_sale
    FROM products CROSS JOIN unnest($2::bigint[]) AS category (category_id)
   WHERE product_id = $1
  ON CONFLICT DO NOTHING
)sql";

constexpr const char* find_changed_sql = R"sql(
  SELECT 1 FROM products p
   WHERE product_id = $1
     AND (name, price_krw, description, thumbnail_url)
         IS NOT DISTINCT FROM ($2::text, $3::bigint, $4::text, $5::text)
     AND ARRAY (SELECT category_id FROM product_categories c
                 WHERE c.product_id = p.product_id ORDER BY category_id) = $6::bigint[]
     AND ARRAY (SELECT image_url FROM product_images i
                 WHERE i.product_id = p.product_id ORDER BY display_order) = $7::text[]
)sql";

constexpr const char* withdraw_sql = R"sql(
  WITH withdrawn AS (
    UPDATE products SET withdrawn = true, on_sale = false WHERE product_id = $1 AND NOT withdrawn
  )
  UPDATE product_categories SET on_sale = false WHERE product_id = $1 AND on_sale
)sql";

constexpr const char* find_withdrawn_sql
  = "SELECT 1 FROM products WHERE product_id = $1 AND withdrawn";

/// All that can be changed about a product.
struct State {
  std::string name;
  Won price = 0;
  std::optional<std::string> description;
  std::optional<std::string> thumbnail_url;
  std::vector<CategoryId> categories; // in order, none twice
  std::vector<std::string> image_urls;
};

PgParams params_of(ProductId product) { return PgParams{}.add(product); }

PgParams row_of(ProductId product, const State& state) {
  return params_of(product)
    .add(state.name)
    .add(state.price)
    .add(state.description)
    .add(state.thumbnail_url);
}

Found<State> load(PgConnection& connection, ProductId product) {
  const auto params = params_of(product);
  const std::vector<PgStatement> statements{
    {product_sql, params}, {categories_sql, params}, {images_sql, params}};
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  const auto row = (*answers)[0][0];
  State state{
    std::string{row.text(0)}, row.number(1), row.optional_text(2), row.optional_text(3), {}, {}};
  for (const auto category : (*answers)[1])
    state.categories.push_back(category.id<CategoryId>(0));
  for (const auto image : (*answers)[2])
    state.image_urls.emplace_back(image.text(0));
  return state;
}

void take_over(State& state, const ChangeProduct& command) {
  const auto take = [](auto& field, const auto& given) {
    if (given)
      field = *given;
  };
  take(state.name, command.name);
  take(state.price, command.price);
  take(state.description, command.description);
  take(state.thumbnail_url, command.thumbnail_url);
  take(state.categories, command.categories);
  take(state.image_urls, command.image_urls);
  std::ranges::sort(state.categories);
  state.categories.erase(std::ranges::unique(state.categories).begin(), state.categories.end());
}

AdminChange admin_change(const ChangeProduct& command, const State& before, const State& after) {
  return {command.caller.user,
          AdminAction::PRODUCT_CHANGED,
          AdminTarget::PRODUCT,
          command.product.value,
          {{"name", before.name, after.name},
           {"price", std::to_string(before.price), std::to_string(after.price)},
           {"description", before.description, after.description},
           {"thumbnailUrl", before.thumbnail_url, after.thumbnail_url},
           {"categoryIds", list_of(before.categories), list_of(after.categories)},
           {"imageUrls", list_of(before.image_urls), list_of(after.image_urls)}}};
}

Found<Done> save(PgConnection& connection, const ChangeProduct& command, const State& state,
                 const std::optional<AdminChange>& change) {
  const auto product = params_of(command.product);
  std::vector<PgStatement> statements{{update_product_sql, row_of(command.product, state)}};
  if (change)
    statements.push_back(log_of(*change));
  if (command.image_urls) {
    statements.push_back({delete_images_sql, product});
    statements.push_back({insert_images_sql, PgParams{product}.add_array(state.image_urls)});
  }
  if (command.categories) {
    const auto categories = PgParams{product}.add_array(state.categories);
    statements.push_back({delete_categories_sql, categories});
    statements.push_back({insert_categories_sql, categories});
  }
  if (auto saved = connection.execute_all(statements); !saved)
    return QueryError{saved.error()};
  return Done{};
}

/// The product as the caller sees it.
Found<ProductView> view_for(PgConnection& connection, const Caller& caller, ProductId product) {
  auto views = answer_all(connection, std::vector{GetProduct{product}});
  if (!views)
    return std::move(views).error();
  auto& view = views->front();
  if (!view)
    return QueryError{view.error().code, view.error().detail};
  auto liked = answer_all(connection, std::vector{FindLiked{caller.user, {product}}});
  if (!liked)
    return std::move(liked).error();
  view->is_liked = !liked->front()->all.empty();
  return *std::move(view);
}

struct Change {
  ProductChanged changed;
  State state; // after it
};

/// Within a transaction.
Found<Change> change(PgConnection& connection, const ChangeProduct& command) {
  auto locked = lock_product(connection, command.product, command.caller);
  if (!locked)
    return std::move(locked).error();
  if (locked->withdrawn)
    return QueryError{Errc::not_found, "withdrawn: " + std::to_string(command.product.value)};
  auto state = load(connection, command.product);
  if (!state)
    return std::move(state).error();
  const auto before = *state;
  take_over(*state, command);
  auto categories
    = connection.execute(count_categories_sql, PgParams{}.add_array(state->categories));
  if (!categories)
    return QueryError{categories.error()};
  if ((*categories)[0].number(0) != static_cast<std::int64_t>(state->categories.size()))
    return QueryError{Errc::not_found, "a category"};
  std::optional<AdminChange> by_admin;
  if (locked->by_admin)
    by_admin = admin_change(command, before, *state);
  if (auto saved = save(connection, command, *state, by_admin); !saved)
    return std::move(saved).error();
  auto view = view_for(connection, command.caller, command.product);
  if (!view)
    return std::move(view).error();
  auto skus = skus_of(connection, command.product);
  if (!skus)
    return std::move(skus).error();
  return Change{{*std::move(view), *std::move(skus)}, *std::move(state)};
}

/// Within a transaction.
Found<ProductWithdrawn> withdraw(PgConnection& connection, const WithdrawProduct& command) {
  auto locked = lock_product(connection, command.product, command.caller);
  if (!locked)
    return std::move(locked).error();
  std::vector<PgStatement> statements{{withdraw_sql, params_of(command.product)}};
  if (locked->by_admin && !locked->withdrawn)
    statements.push_back(log_of({command.caller.user,
                                 AdminAction::PRODUCT_CHANGED,
                                 AdminTarget::PRODUCT,
                                 command.product.value,
                                 {{"withdrawn", "false", "true"}}}));
  if (auto done = connection.execute_all(statements); !done)
    return QueryError{done.error()};
  // Also of one that was withdrawn before: the answer to a first try may have been lost, and then
  // nobody has told its SKUs.
  auto skus = skus_of(connection, command.product);
  if (!skus)
    return std::move(skus).error();
  return ProductWithdrawn{*std::move(skus)};
}

} // namespace

Found<LockedProduct> lock_product(PgConnection& connection, ProductId product,
                                  const Caller& caller) {
  const std::vector<PgStatement> statements{{lock_store_sql, params_of(product)},
                                            {lock_product_sql, params_of(product)}};
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  const auto& owner = (*answers)[0];
  if (owner.empty())
    return QueryError{Errc::not_found, "product " + std::to_string(product.value)};
  const bool is_owner = owner[0].id<UserId>(0) == caller.user;
  if (!is_owner && !caller.is_admin())
    return QueryError{Errc::not_allowed};
  return LockedProduct{(*answers)[1][0].boolean(0), !is_owner};
}

Found<std::vector<SkuId>> skus_of(PgConnection& connection, ProductId product) {
  auto rows = connection.execute(skus_sql, params_of(product));
  if (!rows)
    return QueryError{rows.error()};
  std::vector<SkuId> skus;
  for (const auto row : *rows)
    skus.push_back(row.id<SkuId>(0));
  return skus;
}

Result<ProductChanged> carry_out(PgSession& session, const ChangeProduct& command) {
  auto done = transact(
    session, [&](PgConnection& connection) { return change(connection, command); },
    [&](const Change& change) {
      return PgStatement{find_changed_sql, row_of(command.product, change.state)
                                             .add_array(change.state.categories)
                                             .add_array(change.state.image_urls)};
    });
  if (!done)
    return std::move(done).error();
  return std::move(done->changed);
}

Result<ProductWithdrawn> carry_out(PgSession& session, const WithdrawProduct& command) {
  return transact(
    session, [&](PgConnection& connection) { return withdraw(connection, command); },
    [&](const ProductWithdrawn&) {
      return PgStatement{find_withdrawn_sql, params_of(command.product)};
    });
}

} // namespace baro
