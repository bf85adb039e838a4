#include "persistence/product_queries.hpp"

#include "persistence/columns.hpp"

#include <array>
#include <set>
#include <unordered_map>
#include <utility>

namespace baro {

namespace {

constexpr const char* products_sql = R"sql(
  SELECT p.product_id, p.store_id, t.name, p.name, p.price_krw, p.description, p.likes_count,
         (extract(epoch FROM d.starts_at) * 1000000)::bigint, d.per_customer
    FROM products p JOIN stores t USING (store_id)
    LEFT JOIN drops d ON d.product_id = p.product_id AND NOT d.ended
   WHERE p.product_id = ANY ($1::bigint[]) AND NOT p.withdrawn
)sql";

constexpr const char* images_sql = R"sql(
  SELECT product_id, image_url FROM product_images
   WHERE product_id = ANY ($1::bigint[])
   ORDER BY product_id, display_order
)sql";

constexpr const char* categories_sql = R"sql(
  SELECT p.product_id, c.name FROM product_categories p JOIN categories c USING (category_id)
   WHERE p.product_id = ANY ($1::bigint[])
   ORDER BY p.product_id, c.category_id
)sql";

constexpr const char* skus_sql = R"sql(
  SELECT p.product_id, s.sku_id, s.size, s.color, i.on_hand, i.promised,
         (extract(epoch FROM i.ships_at) * 1000000)::bigint
    FROM products p JOIN skus s USING (product_id) JOIN inventory i USING (sku_id)
   WHERE p.product_id = ANY ($1::bigint[]) AND NOT p.withdrawn
   ORDER BY p.product_id, s.sku_id
)sql";

constexpr const char* likes_sql = R"sql(
  SELECT user_id, product_id
    FROM unnest($1::bigint[], $2::bigint[]) AS question (user_id, product_id)
    JOIN product_likes USING (user_id, product_id)
)sql";

SkuView sku_of(PgRow row) {
  const auto on_hand = row.number(4);
  return {row.id<SkuId>(1),
          {row.optional_text(2), row.optional_text(3)},
          band_of(on_hand),
          on_hand,
          preorder_of(on_hand, row.number(5), optional_timestamp_of(row, 6))};
}

ProductView product_of(PgRow row) {
  ProductView view;
  view.id = row.id<ProductId>(0);
  view.store_id = row.id<StoreId>(1);
  view.store_name = row.text(2);
  view.product_name = row.text(3);
  view.price = row.number(4);
  view.description = row.optional_text(5);
  view.likes_count = row.number(6);
  if (!row.is_null(7))
    view.drop = ProductDrop{timestamp_of(row, 7), row.number(8)};
  return view;
}

} // namespace

Found<std::vector<Result<ProductView>>> answer_all(PgConnection& connection,
                                                   const std::vector<GetProduct>& questions) {
  const auto products = PgParams{}.add_array(questions, [](auto& q) { return q.product; });
  const std::array statements{
    PgStatement{products_sql, products}, PgStatement{images_sql, products},
    PgStatement{categories_sql, products}, PgStatement{skus_sql, products}};
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};

  std::unordered_map<ProductId, ProductView> found;
  for (const auto row : (*answers)[0])
    found.emplace(row.id<ProductId>(0), product_of(row));
  for_each_part(found, (*answers)[1],
                [](auto& view, auto row) { view.images.emplace_back(row.text(1)); });
  for_each_part(found, (*answers)[2],
                [](auto& view, auto row) { view.categories.emplace_back(row.text(1)); });
  for_each_part(found, (*answers)[3],
                [](auto& view, auto row) { view.skus.push_back(sku_of(row)); });

  std::vector<Result<ProductView>> views;
  for (const auto& [product] : questions)
    if (const auto it = found.find(product); it != found.end())
      views.emplace_back(it->second);
    else
      views.emplace_back(Error{Errc::not_found, "product " + std::to_string(product.value)});
  return views;
}

Found<std::vector<Result<LikedProducts>>> answer_all(PgConnection& connection,
                                                     const std::vector<FindLiked>& questions) {
  struct Wish {
    UserId user;
    ProductId product;
  };
  std::vector<Wish> wishes;
  for (const auto& [user, products] : questions)
    for (const auto product : products)
      wishes.push_back({user, product});
  auto rows = connection.execute(
    likes_sql,
    PgParams{}.add_array(wishes, [](auto& w) { return w.user; }).add_array(wishes, [](auto& w) {
      return w.product;
    }));
  if (!rows)
    return QueryError{rows.error()};
  std::set<std::pair<UserId, ProductId>> liked;
  for (const auto row : *rows)
    liked.emplace(row.id<UserId>(0), row.id<ProductId>(1));

  std::vector<Result<LikedProducts>> answers;
  for (const auto& [user, products] : questions) {
    LikedProducts answer;
    for (const auto product : products)
      if (liked.contains({user, product}))
        answer.all.push_back(product);
    answers.emplace_back(std::move(answer));
  }
  return answers;
}

Found<Skus> answer(PgConnection& connection, const ListSkus& question) {
  auto rows = connection.execute(skus_sql, PgParams{}.add_array(std::array{question.product}));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return QueryError{Errc::not_found, "product " + std::to_string(question.product.value)};
  Skus skus;
  for (const auto row : *rows)
    skus.all.push_back(sku_of(row));
  return skus;
}

} // namespace baro
