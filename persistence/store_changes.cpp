#include "persistence/store_changes.hpp"

#include "persistence/admin_log.hpp"
#include "persistence/catalogue_queries.hpp"
#include "persistence/creation.hpp"
#include "persistence/store_status.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* insert_category_sql = R"sql(
  INSERT INTO categories (category_id, name) VALUES ($1, $2) ON CONFLICT DO NOTHING
)sql";

constexpr const char* find_category_sql
  = "SELECT 1 FROM categories WHERE category_id = $1 AND name = $2";

constexpr const char* insert_store_sql = R"sql(
  INSERT INTO stores (store_id, owner_id, name, description, phone_number, address, thumbnail_url)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql";

constexpr const char* find_store_sql = "SELECT 1 FROM stores WHERE store_id = $1";

constexpr const char* lock_store_sql = R"sql(
  SELECT store_id, name, description, phone_number, address, thumbnail_url, status, owner_id
    FROM stores WHERE store_id = $1 FOR NO KEY UPDATE
)sql";

constexpr const char* update_store_sql = R"sql(
  UPDATE stores
     SET name = $2, description = $3, phone_number = $4, address = $5, thumbnail_url = $6, status = $7
   WHERE store_id = $1
)sql";

constexpr const char* find_changed_store_sql = R"sql(
  SELECT 1 FROM stores
   WHERE store_id = $1
     AND (name, description, phone_number, address, thumbnail_url, status)
         IS NOT DISTINCT FROM ($2::text, $3::text, $4::text, $5::text, $6::text, $7::text)
)sql";

// Rows are locked in the order of their keys, as the like writer does.
constexpr const char* update_products_sql = R"sql(
  WITH locked AS (
    SELECT product_id FROM products WHERE store_id = $1 ORDER BY product_id FOR NO KEY UPDATE
  ), changed AS (
    UPDATE products p SET on_sale = $2 AND NOT p.withdrawn
      FROM locked
     WHERE p.product_id = locked.product_id AND p.on_sale <> ($2 AND NOT p.withdrawn)
    RETURNING p.product_id, p.on_sale
  )
  UPDATE product_categories c SET on_sale = changed.on_sale
    FROM changed WHERE c.product_id = changed.product_id
)sql";

constexpr const char* skus_of_store_sql = R"sql(
  SELECT sku_id FROM skus JOIN products USING (product_id) WHERE store_id = $1 ORDER BY sku_id
)sql";

/// Store id, then what can change about it.
PgParams params_of(const StoreView& store) {
  return PgParams{}
    .add(store.id)
    .add(store.name)
    .add(store.description)
    .add(store.phone_number)
    .add(store.address)
    .add(store.thumbnail_url)
    .add(name_of(store.status));
}

/// Whether it is about what the SKUs of a store are sold as. Not whether it changes that: the
/// answer to a first try may have been lost, and then nobody has told the SKUs.
bool concerns_offers(const ChangeStore& command) { return command.name || command.status; }

StoreView changed(StoreView store, const ChangeStore& command) {
  auto take_over = [](auto& field, const auto& given) {
    if (given)
      field = *given;
  };
  take_over(store.name, command.name);
  take_over(store.description, command.description);
  take_over(store.phone_number, command.phone_number);
  take_over(store.address, command.address);
  take_over(store.thumbnail_url, command.thumbnail_url);
  take_over(store.status, command.status);
  return store;
}

/// What the log says of a store that an admin has changed.
AdminChange admin_change(UserId admin, const StoreView& before, const StoreView& after) {
  const auto status = [](const StoreView& store) { return std::string{name_of(store.status)}; };
  return {admin,
          AdminAction::STORE_CHANGED,
          AdminTarget::STORE,
          before.id.value,
          {{"name", before.name, after.name},
           {"description", before.description, after.description},
           {"phoneNumber", before.phone_number, after.phone_number},
           {"address", before.address, after.address},
           {"thumbnailUrl", before.thumbnail_url, after.thumbnail_url},
           {"status", status(before), status(after)}}};
}

/// Within a transaction.
Found<StoreChanged> change(PgConnection& connection, const ChangeStore& command) {
  const auto store_id = PgParams{}.add(command.store);
  auto rows = connection.execute(lock_store_sql, store_id);
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return QueryError{Errc::not_found, "store " + std::to_string(command.store.value)};
  const auto row = (*rows)[0];
  const bool is_owner = row.id<UserId>(7) == command.caller.user;
  if (!is_owner && !command.caller.is_admin())
    return QueryError{Errc::not_allowed};
  const auto before = store_of(row);
  StoreChanged result{changed(before, command), {}};
  const auto& after = result.store;
  if (!can_become(before.status, after.status, command.caller.is_admin()))
    return QueryError{Errc::illegal_state, std::string{name_of(before.status)} + " -> "
                                             + std::string{name_of(after.status)}};
  std::vector<PgStatement> statements{{update_store_sql, params_of(after)}};
  if (!is_owner || (command.caller.is_admin() && before.status != after.status))
    statements.push_back(log_of(admin_change(command.caller.user, before, after)));
  if (concerns_offers(command)) {
    const bool sells = after.status == StoreStatus::ACTIVE;
    statements.push_back({update_products_sql, PgParams{store_id}.add(sells)});
    statements.push_back({skus_of_store_sql, store_id});
  }
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  if (concerns_offers(command))
    for (const auto sku : answers->back())
      result.skus.push_back(sku.id<SkuId>(0));
  return result;
}

} // namespace

Result<Answer<CategoryView>> carry_out(PgSession& session, const CreateCategory& command) {
  const CategoryView view{command.category, command.name};
  const auto params = PgParams{}.add(command.category).add(command.name);
  return create(session, command.caller.user, command.idempotency, view,
                {find_category_sql, params}, [&](PgConnection& connection) -> Found<Done> {
                  auto inserted = connection.execute(insert_category_sql, params);
                  if (!inserted)
                    return QueryError{inserted.error()};
                  if (inserted->affected() == 0)
                    return QueryError{Errc::duplicate, "category " + command.name};
                  const auto log = log_of({command.caller.user,
                                           AdminAction::CATEGORY_CREATED,
                                           AdminTarget::CATEGORY,
                                           command.category.value,
                                           {{"name", {}, command.name}}});
                  if (auto logged = connection.execute(log.sql, log.params); !logged)
                    return QueryError{logged.error()};
                  return Done{};
                });
}

Result<Answer<StoreView>> carry_out(PgSession& session, const CreateStore& command) {
  const StoreView view{command.store,        command.name,    command.description,
                       command.phone_number, command.address, command.thumbnail_url,
                       StoreStatus::DRAFT};
  const PgStatement trace{find_store_sql, PgParams{}.add(command.store)};
  return create(session, command.caller.user, command.idempotency, view, trace,
                [&](PgConnection& connection) -> Found<Done> {
                  auto inserted
                    = connection.execute(insert_store_sql, PgParams{}
                                                             .add(command.store)
                                                             .add(command.caller.user)
                                                             .add(command.name)
                                                             .add(command.description)
                                                             .add(command.phone_number)
                                                             .add(command.address)
                                                             .add(command.thumbnail_url));
                  if (!inserted)
                    return QueryError{inserted.error()};
                  return Done{};
                });
}

Result<StoreChanged> carry_out(PgSession& session, const ChangeStore& command) {
  return transact(
    session, [&](PgConnection& connection) { return change(connection, command); },
    [](const StoreChanged& done) {
      return PgStatement{find_changed_store_sql, params_of(done.store)};
    });
}

} // namespace baro
