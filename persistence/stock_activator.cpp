#include "persistence/stock_activator.hpp"

#include "persistence/columns.hpp"
#include "persistence/coupon_queries.hpp"
#include "persistence/offer_queries.hpp"
#include "persistence/pg_ask.hpp"

#include <unordered_map>

namespace baro {

namespace {

// Rows are locked in the order of their keys, as the stock writer does.
constexpr const char* activate_sql = R"sql(
  WITH locked AS (
    SELECT sku_id FROM inventory WHERE sku_id = ANY ($1::bigint[]) ORDER BY sku_id FOR NO KEY UPDATE
  ), raised AS (
    UPDATE inventory i SET epoch = i.epoch + 1 FROM locked WHERE i.sku_id = locked.sku_id
    RETURNING i.sku_id, i.on_hand, i.epoch, i.promised, i.ships_at
  )
  SELECT on_hand, epoch, promised, (extract(epoch FROM ships_at) * 1000000)::bigint, sku_id,
         product_id, store_id, owner_id, product_name, store_name,
         thumbnail_url, size, color, price_krw, on_sale,
         EXISTS (SELECT FROM drops d WHERE d.product_id = offers.product_id AND NOT d.ended)
    FROM raised JOIN offers USING (sku_id)
)sql";

// A single row, so it waits for nobody who waits for it.
constexpr const char* activate_coupon_sql
  = "UPDATE coupons SET epoch = epoch + 1 WHERE coupon_id = $1 RETURNING epoch";

} // namespace

std::vector<Result<SkuActivated>>
StockActivation::carry_out(const std::vector<ActivateSku>& requests) {
  const auto skus = PgParams{}.add_array(requests, [](auto& request) { return request.sku; });
  auto rows = ask_twice(session_, [&](PgConnection& connection) -> Found<PgRows> {
    auto raised = connection.execute(activate_sql, skus);
    if (!raised)
      return QueryError{raised.error()};
    return *std::move(raised);
  });
  if (!rows)
    return {requests.size(), std::move(rows).error()};
  std::unordered_map<SkuId, SkuActivated> activated;
  for (const auto row : *rows) {
    auto offer = offer_of(row, 4);
    activated.emplace(offer.sku, SkuActivated{std::move(offer), row.number(0), row.number(1),
                                              row.number(2), optional_timestamp_of(row, 3)});
  }
  std::vector<Result<SkuActivated>> verdicts(requests.size(), Error{Errc::not_found});
  for (std::size_t i = 0; i < requests.size(); ++i)
    if (const auto it = activated.find(requests[i].sku); it != activated.end())
      verdicts[i] = it->second;
  return verdicts;
}

// What was held before can commit no more once the epoch is raised, so what is read behind that is
// what this activation starts from.
Result<CouponActivated> StockActivation::carry_out(const ActivateCoupon& request) {
  return ask_twice(session_, [&](PgConnection& connection) -> Found<CouponActivated> {
    auto raised = connection.execute(activate_coupon_sql, PgParams{}.add(request.coupon));
    if (!raised)
      return QueryError{raised.error()};
    auto record = answer(connection, LoadCoupon{request.coupon});
    if (!record)
      return std::move(record).error();
    return CouponActivated{*std::move(record), (*raised)[0].number(0)};
  });
}

} // namespace baro
