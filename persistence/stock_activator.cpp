#include "persistence/stock_activator.hpp"

#include "persistence/pg_error.hpp"

#include <unordered_map>
#include <utility>

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
  SELECT r.sku_id, r.on_hand, r.epoch, p.product_id, p.store_id, t.owner_id, p.name, t.name,
         p.thumbnail_url, s.size, s.color, p.price_krw, p.on_sale
    FROM raised r
    JOIN skus s USING (sku_id)
    JOIN products p USING (product_id)
    JOIN stores t USING (store_id)
)sql";

SkuActivated activated(PgRow row) {
  SkuActivated result;
  result.on_hand = row.number(1);
  result.epoch = row.number(2);
  auto& offer = result.offer;
  offer.sku = row.id<SkuId>(0);
  offer.product = row.id<ProductId>(3);
  offer.store = row.id<StoreId>(4);
  offer.owner = row.id<UserId>(5);
  offer.product_name = row.text(6);
  offer.store_name = row.text(7);
  offer.thumbnail_url = row.optional_text(8);
  offer.options = {row.optional_text(9), row.optional_text(10)};
  offer.price = row.number(11);
  offer.on_sale = row.boolean(12);
  return result;
}

} // namespace

StockActivatorSelf::behavior_type StockActivatorState::make_behavior() {
  return {
    [this](ActivateSku request) -> caf::result<SkuActivated> {
      if (skus_.empty())
        self_->send(self_, flush_atom_v);
      skus_.push_back(request.sku);
      auto reply = replies_.emplace_back(self_->make_response_promise<SkuActivated>());
      if (skus_.size() == config_.batch_skus_max)
        flush();
      return reply;
    },
    [this](flush_atom) { flush(); },
  };
}

void StockActivatorState::flush() {
  if (skus_.empty())
    return; // a full batch has left before its note came up
  const auto skus = std::exchange(skus_, {});
  auto replies = std::exchange(replies_, {});
  auto fail_all = [&](const PgFailure& failure) {
    for (auto& reply : replies)
      reply.deliver(to_caf(to_error(failure)));
  };
  auto connection = session_.connection();
  if (!connection)
    return fail_all(connection.error());
  auto rows = (*connection)->execute(activate_sql, PgParams{}.add_array(skus));
  if (!rows)
    return fail_all(rows.error());
  std::unordered_map<SkuId, SkuActivated> found;
  for (const auto row : *rows)
    found.emplace(row.id<SkuId>(0), activated(row));
  for (std::size_t i = 0; i < skus.size(); ++i)
    if (auto it = found.find(skus[i]); it != found.end())
      replies[i].deliver(it->second);
    else
      replies[i].deliver(to_caf(Errc::not_found));
}

} // namespace baro
