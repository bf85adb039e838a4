#include "persistence/cart_writer.hpp"

#include "persistence/pg_error.hpp"

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

// What TakeOutOrdered would have done, had it not been lost.
constexpr const char* take_out_ordered_sql = R"sql(
  WITH gone AS (
    DELETE FROM cart_lines l
     WHERE l.user_id = ANY ($1::bigint[])
       AND EXISTS (SELECT 1 FROM orders o JOIN order_lines ol USING (order_id)
                    WHERE o.user_id = l.user_id AND o.ordered_at > l.updated_at
                      AND ol.sku_id = l.sku_id)
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

std::vector<Result<CartActivated>>
CartWriterState::activate(const std::vector<ActivateCart>& requests) {
  auto opened = session_.connection();
  if (!opened)
    return {requests.size(), to_error(opened.error())};
  std::set<UserId> users;
  for (const auto& request : requests)
    users.insert(request.user);
  const auto params = PgParams{}.add_array(users);
  // Together they are one transaction.
  auto answers = (*opened)->execute_all(std::array{PgStatement{raise_epochs_sql, params},
                                                   PgStatement{take_out_ordered_sql, params},
                                                   PgStatement{load_sql, params}});
  if (!answers)
    return {requests.size(), to_error(answers.error())};
  std::unordered_map<UserId, CartActivated> carts;
  for (const auto row : answers->back()) {
    auto& cart = carts[row.id<UserId>(0)];
    cart.epoch = row.number(1);
    cart.version = row.number(2);
    if (!row.is_null(3))
      cart.lines.push_back(
        {row.id<CartItemId>(3), row.id<SkuId>(4), static_cast<std::int32_t>(row.number(5))});
  }
  std::vector<Result<CartActivated>> verdicts;
  for (const auto& request : requests)
    verdicts.emplace_back(carts[request.user]);
  return verdicts;
}

} // namespace baro
