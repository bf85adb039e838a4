#include "persistence/like_writer.hpp"

#include "persistence/pg_error.hpp"

#include <array>
#include <map>
#include <unordered_set>
#include <utility>

namespace baro {

namespace {

// A like that is there already, or not there any more, changes nothing and is not counted. Rows are
// locked in the order of their keys.
constexpr const char* commit_sql = R"sql(
  WITH wish AS (
    SELECT user_id, product_id, liked
      FROM unnest($1::bigint[], $2::bigint[], $3::boolean[]) AS w (user_id, product_id, liked)
      JOIN products USING (product_id)
     WHERE NOT withdrawn
  ), added AS (
    INSERT INTO product_likes (user_id, product_id)
    SELECT user_id, product_id FROM wish WHERE liked ORDER BY user_id, product_id
    ON CONFLICT DO NOTHING
    RETURNING product_id
  ), removed AS (
    DELETE FROM product_likes l USING wish
     WHERE NOT wish.liked AND l.user_id = wish.user_id AND l.product_id = wish.product_id
    RETURNING l.product_id
  ), change AS (
    SELECT product_id, sum(likes) AS likes
      FROM (SELECT product_id, 1 AS likes FROM added UNION ALL SELECT product_id, -1 FROM removed) one
     GROUP BY product_id
  ), locked AS (
    SELECT product_id, likes FROM products JOIN change USING (product_id)
     ORDER BY product_id FOR NO KEY UPDATE OF products
  ), counted AS (
    UPDATE products p SET likes_count = p.likes_count + locked.likes
      FROM locked WHERE p.product_id = locked.product_id
  )
  SELECT DISTINCT product_id FROM wish
)sql";

// By itself, but in the same transaction: it sees the categories into which a product came while
// the statement before waited for its row.
constexpr const char* list_sql = R"sql(
  UPDATE product_categories c SET likes_count = p.likes_count
    FROM products p
   WHERE p.product_id = ANY ($1::bigint[]) AND c.product_id = p.product_id
     AND c.likes_count <> p.likes_count
)sql";

// A deadlock with another node's writer, or a lost connection. Liking twice changes nothing more.
constexpr int tries_max = 3;

} // namespace

std::vector<Result<Done>> LikeWork::carry_out(const std::vector<LikeProduct>& likes) {
  std::map<std::pair<UserId, ProductId>, bool> wishes; // the last one counts
  for (const auto& like : likes)
    wishes[{like.user, like.product}] = like.liked;
  PgParams params;
  const auto products = PgParams{}.add_array(wishes, [](auto& wish) { return wish.first.second; });
  params.add_array(wishes, [](auto& wish) { return wish.first.first; })
    .add_array(wishes, [](auto& wish) { return wish.first.second; })
    .add_array(wishes, [](auto& wish) { return std::string_view{wish.second ? "t" : "f"}; });
  const std::array statements{PgStatement{commit_sql, params}, PgStatement{list_sql, products}};
  for (int tries = 1;; ++tries) {
    auto connection = session_.connection();
    if (!connection)
      return {likes.size(), to_error(connection.error())};
    auto rows = (*connection)->execute_all(statements);
    if (!rows) {
      if (rows.error().connection_lost)
        session_.drop();
      auto error = to_error(rows.error());
      if (error.code != Errc::unavailable || tries == tries_max)
        return {likes.size(), std::move(error)};
      continue;
    }
    std::unordered_set<ProductId> existing;
    for (const auto row : rows->front())
      existing.insert(row.id<ProductId>(0));
    std::vector<Result<Done>> verdicts(likes.size(), Done{});
    for (std::size_t i = 0; i < likes.size(); ++i)
      if (!existing.contains(likes[i].product))
        verdicts[i] = Error{Errc::not_found, "product " + std::to_string(likes[i].product.value)};
    return verdicts;
  }
}

} // namespace baro
