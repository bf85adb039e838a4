#include "persistence/stock_activator.hpp"

#include "persistence/offer_queries.hpp"
#include "persistence/pg_error.hpp"

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
StockActivatorState::activate(const std::vector<ActivateSku>& requests) {
  std::vector<Result<SkuActivated>> verdicts(requests.size(), Error{Errc::not_found});
  auto connection = session_.connection();
  if (!connection)
    return {requests.size(), to_error(connection.error())};
  auto rows
    = (*connection)->execute(activate_sql, PgParams{}.add_array(requests, [](auto& request) {
        return request.sku;
      }));
  if (!rows)
    return {requests.size(), to_error(rows.error())};
  std::unordered_map<SkuId, SkuActivated> activated;
  for (const auto row : *rows) {
    auto offer = offer_of(row, 2);
    activated.emplace(offer.sku, SkuActivated{std::move(offer), row.number(0), row.number(1)});
  }
  for (std::size_t i = 0; i < requests.size(); ++i)
    if (const auto it = activated.find(requests[i].sku); it != activated.end())
      verdicts[i] = it->second;
  return verdicts;
}

} // namespace baro
