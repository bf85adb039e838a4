#include "persistence/stock_activator.hpp"

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
    RETURNING i.sku_id, i.on_hand, i.epoch
  )
  SELECT on_hand, epoch, sku_id, product_id, store_id, owner_id, product_name, store_name,
         thumbnail_url, size, color, price_krw, on_sale
    FROM raised JOIN offers USING (sku_id)
)sql";

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
    auto offer = offer_of(row, 2);
    activated.emplace(offer.sku, SkuActivated{std::move(offer), row.number(0), row.number(1)});
  }
  std::vector<Result<SkuActivated>> verdicts(requests.size(), Error{Errc::not_found});
  for (std::size_t i = 0; i < requests.size(); ++i)
    if (const auto it = activated.find(requests[i].sku); it != activated.end())
      verdicts[i] = it->second;
  return verdicts;
}

} // namespace baro
