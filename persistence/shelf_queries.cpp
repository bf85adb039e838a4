#include "persistence/shelf_queries.hpp"

#include "persistence/columns.hpp"

#include <map>
#include <set>
#include <tuple>

namespace baro {

namespace {

constexpr const char* ids_sql
  = "SELECT look_id FROM looks WHERE look_id < $1 ORDER BY look_id DESC LIMIT $2";

// A row for each feature of each look, of kind 0 for the look itself, and of kind 5 if anything of
// it can be bought. A look without products has just the first.
constexpr const char* shelf_sql = R"sql(
  WITH look AS MATERIALIZED (
    SELECT look_id FROM looks WHERE look_id < $1 ORDER BY look_id DESC LIMIT $2
  ), worn AS MATERIALIZED (
    SELECT look_id, product_id, store_id, price_krw, on_sale
      FROM look JOIN look_products USING (look_id) JOIN products USING (product_id)
     WHERE NOT withdrawn
  )
  SELECT look_id, 0 AS kind, 0 AS number, '' AS name FROM look
  UNION
  SELECT look_id, 1, category_id, k.name
    FROM worn JOIN product_categories USING (product_id) JOIN categories k USING (category_id)
  UNION
  SELECT look_id, 2, 0, color FROM worn JOIN skus USING (product_id) WHERE color IS NOT NULL
  UNION
  SELECT look_id, 3, store_id, t.name FROM worn JOIN stores t USING (store_id)
  UNION
  SELECT look_id, 4, price_krw, '' FROM worn
  UNION
  SELECT look_id, 5, 0, '' FROM worn
   WHERE on_sale AND EXISTS (SELECT FROM skus JOIN inventory USING (sku_id)
                              WHERE skus.product_id = worn.product_id AND on_hand > 0)
   ORDER BY look_id DESC, kind
)sql";

constexpr std::int64_t look_itself = 0;
constexpr std::int64_t can_be_bought = 5;

constexpr const char* cards_sql = R"sql(
  SELECT look_id, title, thumbnail_url, likes_count FROM looks WHERE look_id = ANY ($1::bigint[])
)sql";

PgParams params_of(LookId before, std::int32_t size) {
  return PgParams{}.add(before).add(std::int64_t{size});
}

/// Puts a page together; a feature that many looks have is listed once.
class PageBuilder {
public:
  void add(PgRow row) {
    const auto kind = row.number(1);
    if (kind == look_itself)
      page_.looks.push_back({row.id<LookId>(0), true, {}});
    else if (kind == can_be_bought)
      page_.looks.back().sold_out = false;
    else
      page_.looks.back().features.push_back(
        place_of({static_cast<FeatureKind>(kind), row.number(2), std::string{row.text(3)}}));
  }

  ShelfPage take() { return std::move(page_); }

private:
  std::uint32_t place_of(ShelfFeature feature) {
    const auto place = static_cast<std::uint32_t>(page_.features.size());
    const auto [it, is_new]
      = places_.try_emplace({feature.kind, feature.number, feature.name}, place);
    if (is_new)
      page_.features.push_back(std::move(feature));
    return it->second;
  }

  ShelfPage page_;
  std::map<std::tuple<FeatureKind, std::int64_t, std::string>, std::uint32_t> places_;
};

} // namespace

Found<LookIds> answer(PgConnection& connection, const ListLookIds& question) {
  auto rows = connection.execute(ids_sql, params_of(question.before, question.size));
  if (!rows)
    return QueryError{rows.error()};
  LookIds ids;
  for (const auto row : *rows)
    ids.all.push_back(row.id<LookId>(0));
  return ids;
}

Found<ShelfPage> answer(PgConnection& connection, const ListShelf& question) {
  auto rows = connection.execute(shelf_sql, params_of(question.before, question.size));
  if (!rows)
    return QueryError{rows.error()};
  PageBuilder page;
  for (const auto row : *rows)
    page.add(row);
  return page.take();
}

Found<std::vector<Result<LookCards>>> answer_all(PgConnection& connection,
                                                 const std::vector<FindLookCards>& questions) {
  std::set<LookId> looks;
  for (const auto& question : questions)
    looks.insert(question.looks.begin(), question.looks.end());
  auto rows = connection.execute(cards_sql, PgParams{}.add_array(looks));
  if (!rows)
    return QueryError{rows.error()};
  std::map<LookId, LookCard> found;
  for (const auto row : *rows)
    found[row.id<LookId>(0)] = {row.id<LookId>(0), std::string{row.text(1)},
                                std::string{row.text(2)}, row.number(3), std::nullopt};
  std::vector<Result<LookCards>> answers;
  for (const auto& question : questions) {
    LookCards cards;
    for (const auto look : question.looks)
      if (const auto it = found.find(look); it != found.end())
        cards.all.push_back(it->second);
    answers.emplace_back(std::move(cards));
  }
  return answers;
}

} // namespace baro
