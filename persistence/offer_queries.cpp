#include "persistence/offer_queries.hpp"

#include "persistence/columns.hpp"

#include <unordered_map>
#include <unordered_set>

namespace baro {

namespace {

constexpr const char* offers_sql = R"sql(
  SELECT sku_id, product_id, store_id, owner_id, product_name, store_name, thumbnail_url, size, color,
         price_krw, on_sale,
         EXISTS (SELECT FROM drops d WHERE d.product_id = offers.product_id AND NOT d.ended), on_hand,
         promised, (extract(epoch FROM ships_at) * 1000000)::bigint
    FROM offers JOIN inventory USING (sku_id)
   WHERE sku_id = ANY ($1::bigint[])
)sql";

constexpr const char* only_skus_sql = R"sql(
  SELECT product_id, min(sku_id), count(*) FROM skus
   WHERE product_id = ANY ($1::bigint[])
   GROUP BY product_id
)sql";

} // namespace

Offer offer_of(PgRow row, int column) {
  Offer offer;
  offer.sku = row.id<SkuId>(column);
  offer.product = row.id<ProductId>(column + 1);
  offer.store = row.id<StoreId>(column + 2);
  offer.owner = row.id<UserId>(column + 3);
  offer.product_name = row.text(column + 4);
  offer.store_name = row.text(column + 5);
  offer.thumbnail_url = row.optional_text(column + 6);
  offer.options = {row.optional_text(column + 7), row.optional_text(column + 8)};
  offer.price = row.number(column + 9);
  offer.on_sale = row.boolean(column + 10);
  offer.is_drop = row.boolean(column + 11);
  return offer;
}

Found<std::vector<Result<Offers>>> answer_all(PgConnection& connection,
                                              const std::vector<FindOffers>& questions) {
  std::unordered_set<SkuId> wanted;
  for (const auto& question : questions)
    wanted.insert(question.skus.begin(), question.skus.end());
  auto rows = connection.execute(offers_sql, PgParams{}.add_array(wanted));
  if (!rows)
    return QueryError{rows.error()};
  std::unordered_map<SkuId, StockedOffer> found;
  for (const auto row : *rows)
    found.emplace(row.id<SkuId>(0), StockedOffer{offer_of(row, 0), row.number(12),
                                                 preorder_of(row.number(12), row.number(13),
                                                             optional_timestamp_of(row, 14))});
  std::vector<Result<Offers>> answers;
  for (const auto& question : questions) {
    Offers offers;
    for (const auto sku : question.skus)
      if (const auto it = found.find(sku); it != found.end())
        offers.all.push_back(it->second);
    answers.emplace_back(std::move(offers));
  }
  return answers;
}

Found<OnlySkus> answer(PgConnection& connection, const FindOnlySkus& question) {
  auto rows = connection.execute(only_skus_sql, PgParams{}.add_array(question.products));
  if (!rows)
    return QueryError{rows.error()};
  struct Choice {
    SkuId first;
    std::int64_t skus;
  };
  std::unordered_map<ProductId, Choice> choices;
  for (const auto row : *rows)
    choices.emplace(row.id<ProductId>(0), Choice{row.id<SkuId>(1), row.number(2)});
  OnlySkus answer;
  for (const auto product : question.products) {
    const auto it = choices.find(product);
    if (it == choices.end())
      return QueryError{Errc::not_found, "product " + std::to_string(product.value)};
    if (it->second.skus > 1)
      return QueryError{Errc::sku_required, "product " + std::to_string(product.value)};
    answer.skus.push_back(it->second.first);
  }
  return answer;
}

} // namespace baro
