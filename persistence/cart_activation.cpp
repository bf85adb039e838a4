#include "persistence/cart_activation.hpp"

#include "protocol/id_generator.hpp"

#include <array>
#include <set>
#include <unordered_map>

namespace baro {

namespace {

constexpr const char* raise_epochs_sql = R"sql(
  INSERT INTO carts (user_id, epoch)
  SELECT user_id, 1 FROM unnest($1::bigint[]) AS cart (user_id) ORDER BY user_id
  ON CONFLICT (user_id) DO UPDATE SET epoch = carts.epoch + 1
)sql";

// What TakeOutOrdered would have done, had it not been lost. Ids are ordered by time, and an order
// has its id at most moments before it is ordered, so the index leads to those orders that may be
// newer than the cart's oldest line. Of a line that has been there for years, the last orders tell
// enough: before them, there was an activation.
constexpr const char* take_out_ordered_sql = R"sql(
  WITH cart AS (
    SELECT user_id,
           ((extract(epoch FROM min(updated_at) - interval '1 minute') * 1000)::bigint - $2)
             * $3::bigint AS order_id_min
      FROM cart_lines
     WHERE user_id = ANY ($1::bigint[])
     GROUP BY user_id
  ), ordered AS (
    SELECT cart.user_id, sku_id, max(ordered_at) AS ordered_at
      FROM cart
           CROSS JOIN LATERAL (
             SELECT order_id, ordered_at FROM orders o
              WHERE o.user_id = cart.user_id AND order_id >= order_id_min
              ORDER BY order_id DESC
              LIMIT 1000) recent
           CROSS JOIN LATERAL (
             SELECT sku_id FROM order_lines l WHERE l.order_id = recent.order_id OFFSET 0) line
     GROUP BY cart.user_id, sku_id
  ), gone AS (
    DELETE FROM cart_lines l USING ordered
     WHERE l.user_id = ordered.user_id AND l.sku_id = ordered.sku_id
       AND l.updated_at < ordered.ordered_at
    RETURNING l.user_id
  )
  UPDATE carts SET version = version + 1 WHERE user_id IN (SELECT user_id FROM gone)
)sql";

constexpr const char* load_sql = R"sql(
  SELECT c.user_id, c.epoch, c.version, l.item_id, l.sku_id, l.quantity
    FROM carts c LEFT JOIN cart_lines l USING (user_id)
   WHERE c.user_id = ANY ($1::bigint[])
   ORDER BY c.user_id, l.item_id
)sql";

} // namespace

Found<std::vector<CartActivated>> activate_carts(PgConnection& connection,
                                                 const std::vector<ActivateCart>& requests) {
  std::set<UserId> users;
  for (const auto& request : requests)
    users.insert(request.user);
  const auto of_users = PgParams{}.add_array(users);
  const auto answers = connection.execute_all(std::array{
    PgStatement{raise_epochs_sql, of_users},
    PgStatement{take_out_ordered_sql,
                PgParams{of_users}.add(IdGenerator::epoch_millis).add(IdGenerator::ids_per_milli)},
    PgStatement{load_sql, of_users}});
  if (!answers)
    return QueryError{answers.error()};
  std::unordered_map<UserId, CartActivated> carts;
  for (const auto row : answers->back()) {
    auto& cart = carts[row.id<UserId>(0)];
    cart.epoch = row.number(1);
    cart.version = row.number(2);
    if (!row.is_null(3))
      cart.lines.push_back(
        {row.id<CartItemId>(3), row.id<SkuId>(4), static_cast<std::int32_t>(row.number(5))});
  }
  std::vector<CartActivated> activated;
  for (const auto& request : requests)
    activated.push_back(carts[request.user]);
  return activated;
}

} // namespace baro
