#include "persistence/look_changes.hpp"

#include "persistence/admin_log.hpp"
#include "persistence/creation.hpp"

#include <algorithm>
#include <array>

namespace baro {

namespace {

constexpr const char* find_products_sql
  = "SELECT product_id FROM products WHERE product_id = ANY ($1::bigint[]) AND NOT withdrawn";

constexpr const char* insert_look_sql = R"sql(
  INSERT INTO looks (look_id, creator_id, title, description, thumbnail_url)
  VALUES ($1, $2, $3, $4, $5)
)sql";

constexpr const char* insert_images_sql = R"sql(
  INSERT INTO look_images (look_id, display_order, image_url)
  SELECT $1, n, image_url FROM unnest($2::text[]) WITH ORDINALITY AS image (image_url, n)
)sql";

constexpr const char* insert_products_sql = R"sql(
  INSERT INTO look_products (look_id, display_order, product_id)
  SELECT $1, n, product_id FROM unnest($2::bigint[]) WITH ORDINALITY AS product (product_id, n)
)sql";

constexpr const char* lock_look_sql = R"sql(
  SELECT creator_id, title, description, thumbnail_url,
         (SELECT string_agg(image_url, ' ' ORDER BY display_order) FROM look_images i
           WHERE i.look_id = l.look_id),
         (SELECT string_agg(product_id::text, ' ' ORDER BY display_order) FROM look_products p
           WHERE p.look_id = l.look_id)
    FROM looks l WHERE look_id = $1
     FOR NO KEY UPDATE
)sql";

constexpr const char* update_look_sql = R"sql(
  UPDATE looks
     SET title = coalesce($2, title), description = coalesce($3, description),
         thumbnail_url = coalesce($4, thumbnail_url)
   WHERE look_id = $1
)sql";

constexpr const char* delete_images_sql = "DELETE FROM look_images WHERE look_id = $1";
constexpr const char* delete_products_sql = "DELETE FROM look_products WHERE look_id = $1";
constexpr const char* delete_look_sql = "DELETE FROM looks WHERE look_id = $1";

constexpr const char* find_look_sql = "SELECT 1 FROM looks WHERE look_id = $1";
constexpr const char* find_no_look_sql
  = "SELECT 1 WHERE NOT EXISTS (SELECT FROM looks WHERE look_id = $1)";

constexpr const char* find_changed_look_sql = R"sql(
  SELECT 1 FROM looks
   WHERE look_id = $1 AND title = coalesce($2, title)
     AND description IS NOT DISTINCT FROM coalesce($3, description)
     AND thumbnail_url = coalesce($4, thumbnail_url)
     AND coalesce($5::text[] = ARRAY(SELECT image_url FROM look_images i
                                      WHERE i.look_id = $1 ORDER BY display_order), true)
     AND coalesce($6::bigint[] = ARRAY(SELECT product_id FROM look_products p
                                        WHERE p.look_id = $1 ORDER BY display_order), true)
)sql";

/// Each product once, where it was named first.
std::vector<ProductId> without_repeats(const std::vector<ProductId>& products) {
  std::vector<ProductId> result;
  for (const auto product : products)
    if (std::ranges::find(result, product) == result.end())
      result.push_back(product);
  return result;
}

Found<Done> check_products(PgConnection& connection, const std::vector<ProductId>& products) {
  auto rows = connection.execute(find_products_sql, PgParams{}.add_array(products));
  if (!rows)
    return QueryError{rows.error()};
  auto missing = products;
  for (const auto row : *rows)
    std::erase(missing, row.id<ProductId>(0));
  if (missing.empty())
    return Done{};
  QueryError error{Errc::products_not_found};
  error.error.missing = std::move(missing);
  return error;
}

struct Locked {
  bool by_admin = false;            // and not by its creator: that goes into the admins' log
  std::vector<ChangedField> fields; // as they are before the change
};

/// Keeps the look as it is for others until the end of the transaction.
Found<Locked> lock_look(PgConnection& connection, const Caller& caller, LookId look) {
  auto rows = connection.execute(lock_look_sql, PgParams{}.add(look));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return QueryError{Errc::not_found, "look " + std::to_string(look.value)};
  const auto row = (*rows)[0];
  const bool is_creator = row.id<UserId>(0) == caller.user;
  if (!is_creator && !caller.is_admin())
    return QueryError{Errc::not_allowed};
  Locked locked{!is_creator, {}};
  int column = 0;
  for (const auto* name : {"title", "description", "thumbnailUrl", "imageUrls", "productIds"})
    locked.fields.push_back({name, row.optional_text(++column), {}});
  return locked;
}

/// What an admin does to somebody's look.
PgStatement log_of(const Caller& caller, LookId look, AdminAction action,
                   std::vector<ChangedField> fields) {
  return baro::log_of({caller.user, action, AdminTarget::LOOK, look.value, std::move(fields)});
}

Found<Done> write(PgConnection& connection, const std::vector<PgStatement>& statements) {
  if (auto written = connection.execute_all(statements); !written)
    return QueryError{written.error()};
  return Done{};
}

PgParams columns_of(const ChangeLook& command) {
  return PgParams{}
    .add(command.look)
    .add(command.title)
    .add(command.description)
    .add(command.thumbnail_url);
}

PgStatement trace_of(const ChangeLook& command) {
  auto params = columns_of(command);
  command.image_urls ? params.add_array(*command.image_urls) : params.add(std::nullopt);
  command.products ? params.add_array(without_repeats(*command.products))
                   : params.add(std::nullopt);
  return {find_changed_look_sql, std::move(params)};
}

std::vector<ChangedField> changed(std::vector<ChangedField> fields, const ChangeLook& command) {
  std::optional<std::string> images, products;
  if (command.image_urls)
    images = list_of(*command.image_urls);
  if (command.products)
    products = list_of(without_repeats(*command.products));
  const std::array given{command.title, command.description, command.thumbnail_url, images,
                         products};
  for (std::size_t i = 0; i < fields.size(); ++i)
    fields[i].after = given[i] ? given[i] : fields[i].before;
  return fields;
}

Found<Done> change(PgConnection& connection, const ChangeLook& command) {
  auto locked = lock_look(connection, command.caller, command.look);
  if (!locked)
    return std::move(locked).error();
  const auto look = PgParams{}.add(command.look);
  std::vector<PgStatement> statements{{update_look_sql, columns_of(command)}};
  if (locked->by_admin)
    statements.push_back(log_of(command.caller, command.look, AdminAction::LOOK_CHANGED,
                                changed(std::move(locked->fields), command)));
  if (command.image_urls) {
    statements.push_back({delete_images_sql, look});
    statements.push_back({insert_images_sql, PgParams{look}.add_array(*command.image_urls)});
  }
  if (command.products) {
    const auto products = without_repeats(*command.products);
    if (auto checked = check_products(connection, products); !checked)
      return checked;
    statements.push_back({delete_products_sql, look});
    statements.push_back({insert_products_sql, PgParams{look}.add_array(products)});
  }
  return write(connection, statements);
}

} // namespace

Result<Answer<CreatedLook>> carry_out(PgSession& session, const CreateLook& command) {
  const auto look = PgParams{}.add(command.look);
  const auto products = without_repeats(command.products);
  return create(session, command.caller.user, command.idempotency, CreatedLook{command.look},
                {find_look_sql, look}, [&](PgConnection& connection) -> Found<Done> {
                  if (auto checked = check_products(connection, products); !checked)
                    return checked;
                  return write(connection,
                               {{insert_look_sql, PgParams{look}
                                                    .add(command.caller.user)
                                                    .add(command.title)
                                                    .add(command.description)
                                                    .add(command.thumbnail_url)},
                                {insert_images_sql, PgParams{look}.add_array(command.image_urls)},
                                {insert_products_sql, PgParams{look}.add_array(products)}});
                });
}

Result<Done> carry_out(PgSession& session, const ChangeLook& command) {
  return transact(
    session, [&](PgConnection& connection) { return change(connection, command); },
    [&](Done) { return trace_of(command); });
}

Result<Done> carry_out(PgSession& session, const DeleteLook& command) {
  const auto look = PgParams{}.add(command.look);
  return transact(
    session,
    [&](PgConnection& connection) -> Found<Done> {
      auto locked = lock_look(connection, command.caller, command.look);
      if (!locked)
        return std::move(locked).error();
      std::vector<PgStatement> statements{
        {delete_images_sql, look}, {delete_products_sql, look}, {delete_look_sql, look}};
      if (locked->by_admin)
        statements.push_back(log_of(command.caller, command.look, AdminAction::LOOK_DELETED,
                                    std::move(locked->fields)));
      return write(connection, statements);
    },
    [&](Done) {
      return PgStatement{find_no_look_sql, look};
    });
}

} // namespace baro
