#include "persistence/look_queries.hpp"

#include "persistence/columns.hpp"

#include <array>
#include <unordered_map>

namespace baro {

namespace {

constexpr const char* looks_sql = R"sql(
  SELECT look_id, title, description, thumbnail_url, likes_count
    FROM looks WHERE look_id = ANY ($1::bigint[])
)sql";

constexpr const char* images_sql = R"sql(
  SELECT look_id, image_url, display_order FROM look_images
   WHERE look_id = ANY ($1::bigint[])
   ORDER BY look_id, display_order
)sql";

constexpr const char* products_sql = R"sql(
  SELECT l.look_id, l.product_id, t.name, p.name, p.price_krw, p.thumbnail_url, l.display_order
    FROM look_products l JOIN products p USING (product_id) JOIN stores t USING (store_id)
   WHERE l.look_id = ANY ($1::bigint[]) AND NOT p.withdrawn
   ORDER BY l.look_id, l.display_order
)sql";

std::int32_t order_of(PgRow row, int column) {
  return static_cast<std::int32_t>(row.number(column));
}

LookView look_of(PgRow row) {
  LookView view;
  view.look_id = row.id<LookId>(0);
  view.title = row.text(1);
  view.description = row.optional_text(2);
  view.thumbnail_url = row.text(3);
  view.likes_count = row.number(4);
  return view;
}

void add_image(LookView& look, PgRow row) {
  look.images.push_back({std::string{row.text(1)}, order_of(row, 2)});
  look.look_image_urls.emplace_back(row.text(1));
}

void add_product(LookView& look, PgRow row) {
  look.products.push_back({row.id<ProductId>(1), std::string{row.text(2)}, std::string{row.text(3)},
                           row.number(4), row.optional_text(5), order_of(row, 6)});
}

} // namespace

Found<std::vector<Result<LookView>>> answer_all(PgConnection& connection,
                                                const std::vector<GetLook>& questions) {
  const auto looks = PgParams{}.add_array(questions, [](auto& q) { return q.look; });
  const std::array statements{PgStatement{looks_sql, looks}, PgStatement{images_sql, looks},
                              PgStatement{products_sql, looks}};
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};

  std::unordered_map<LookId, LookView> found;
  for (const auto row : (*answers)[0])
    found.emplace(row.id<LookId>(0), look_of(row));
  for_each_part(found, (*answers)[1], add_image);
  for_each_part(found, (*answers)[2], add_product);

  std::vector<Result<LookView>> views;
  for (const auto& [look] : questions)
    if (const auto it = found.find(look); it != found.end())
      views.emplace_back(it->second);
    else
      views.emplace_back(Error{Errc::not_found, "look " + std::to_string(look.value)});
  return views;
}

} // namespace baro
