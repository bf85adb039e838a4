#include "persistence/like_writer.hpp"

#include "tests/persistence/shop_test.hpp"

namespace baro {
namespace {

class LikeWriterTest : public ShopTest {
protected:
  LikeWriterTest() {
    auto both = new_product(1);
    both.categories = {shirts, coats};
    add(both);
    add_product(2);
  }

  std::optional<Errc> like(UserId user, std::int64_t product, bool liked = true) {
    return code_of(actors.ask<Done>(writer, LikeProduct{user, ProductId{product}, liked}));
  }

  /// As the product, both its lists and its likes themselves say, which have to agree.
  std::int64_t likes(int product) {
    const auto where = " WHERE product_id = " + std::to_string(product);
    const auto count = number("SELECT likes_count FROM products" + where);
    EXPECT_EQ(count, number("SELECT count(*) FROM product_likes" + where));
    EXPECT_EQ(0, number("SELECT count(*) FROM product_categories" + where + " AND likes_count <> "
                        + std::to_string(count)));
    return count;
  }

  Actors actors;
  LikeWriterActor writer = actors.spawn<LikeWriterImpl>(LikeWriterConfig{config});
};

TEST_F(LikeWriterTest, CountsEachUserOnce) {
  EXPECT_EQ(like(shopper, 1), std::nullopt);
  EXPECT_EQ(like(shopper, 1), std::nullopt);
  EXPECT_EQ(like(stranger, 1), std::nullopt);
  EXPECT_EQ(likes(1), 2);
  EXPECT_EQ(like(shopper, 1, false), std::nullopt);
  EXPECT_EQ(like(shopper, 1, false), std::nullopt);
  EXPECT_EQ(likes(1), 1);
  EXPECT_EQ(likes(2), 0);
}

TEST_F(LikeWriterTest, AddsUpAWholeBatch) {
  run("BEGIN; LOCK TABLE product_likes");
  std::vector<decltype(actors.request(writer, LikeProduct{}))> requests;
  for (int user = 100; user < 150; ++user) {
    requests.push_back(actors.request(writer, LikeProduct{UserId{user}, ProductId{1}, true}));
    requests.push_back(actors.request(writer, LikeProduct{UserId{user}, ProductId{2}, true}));
    // The last word counts.
    requests.push_back(
      actors.request(writer, LikeProduct{UserId{user}, ProductId{2}, user % 2 == 0}));
  }
  run("COMMIT");
  for (auto& request : requests)
    EXPECT_TRUE(actors.answer_to<Done>(std::move(request)));
  EXPECT_EQ(likes(1), 50);
  EXPECT_EQ(likes(2), 25);
}

TEST_F(LikeWriterTest, KnowsWhatDoesNotExist) {
  run("UPDATE products SET withdrawn = true, on_sale = false WHERE product_id = 2");
  EXPECT_EQ(like(shopper, 404), Errc::not_found);
  EXPECT_EQ(like(shopper, 2), Errc::not_found);
  EXPECT_EQ(like(shopper, 1), std::nullopt);
}

TEST_F(LikeWriterTest, TriesAgainWhenItsConnectionIsLost) {
  EXPECT_EQ(like(shopper, 1), std::nullopt);
  EXPECT_EQ(
    number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
           " WHERE application_name LIKE 'baro/%/like_writer/%' AND datname = current_database()"),
    1);
  EXPECT_EQ(like(stranger, 1), std::nullopt);
  EXPECT_EQ(likes(1), 2);
}

} // namespace
} // namespace baro
