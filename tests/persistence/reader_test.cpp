#include "persistence/reader.hpp"

#include "tests/persistence/shop_test.hpp"

namespace baro {
namespace {

class ReaderTest : public ShopTest {
protected:
  ReaderTest() { add_product(1, 7); }

  ReaderActor spawn_reader(ReaderConfig limits) {
    limits.pg = config;
    return actors.spawn<ReaderImpl>(limits);
  }

  Actors actors;
};

TEST_F(ReaderTest, AnswersWhatTheFoldersOtherTestsAskDirectly) {
  const auto reader = spawn_reader({});
  EXPECT_EQ(value_of(actors.ask<Categories>(reader, ListCategories{})).all.size(), 2u);
  EXPECT_EQ(value_of(actors.ask<ProductView>(reader, GetProduct{ProductId{1}})).product_name,
            "Product 1");
  EXPECT_EQ(value_of(actors.ask<Offers>(reader, FindOffers{{sku_of(1)}})).all[0].on_hand, 7);
  EXPECT_EQ(value_of(actors.ask<Profile>(reader, GetProfile{shopper})).name, "Shopper");
  EXPECT_EQ(code_of(actors.ask<ProductView>(reader, GetProduct{ProductId{404}})), Errc::not_found);
  EXPECT_EQ(code_of(actors.ask<StoredAnswer>(reader, FindAnswer{shopper, {"k", "print"}})),
            Errc::not_found);
}

TEST_F(ReaderTest, RefusesWhatItsQueueDoesNotHoldAndAnswersTheRest) {
  const auto reader = spawn_reader({.pg = {}, .workers = 1, .queue_max = 2, .batch_max = 32});
  run("BEGIN; LOCK TABLE categories");
  auto with_the_worker = actors.request(reader, ListCategories{});
  auto first_in_queue = actors.request(reader, GetProduct{ProductId{1}});
  auto last_in_queue = actors.request(reader, ListCategories{});
  EXPECT_EQ(code_of(actors.ask<Categories>(reader, ListCategories{})), Errc::overloaded);
  run("COMMIT");
  EXPECT_TRUE(actors.answer_to<Categories>(std::move(with_the_worker)));
  EXPECT_TRUE(actors.answer_to<ProductView>(std::move(first_in_queue)));
  EXPECT_TRUE(actors.answer_to<Categories>(std::move(last_in_queue)));
  EXPECT_TRUE(actors.ask<Categories>(reader, ListCategories{}));
}

TEST_F(ReaderTest, AnswersEachOfManyThatAreMergedItsOwn) {
  const auto reader = spawn_reader({.pg = {}, .workers = 1, .queue_max = 100, .batch_max = 32});
  run("BEGIN; LOCK TABLE categories");
  auto busy = actors.request(reader, ListCategories{});
  auto found = actors.request(reader, FindOffers{{sku_of(1)}});
  auto nothing = actors.request(reader, FindOffers{{SkuId{404}}});
  auto product = actors.request(reader, GetProduct{ProductId{1}});
  auto missing = actors.request(reader, GetProduct{ProductId{404}});
  auto liked = actors.request(reader, FindLiked{shopper, {ProductId{1}}});
  run("COMMIT");
  EXPECT_TRUE(actors.answer_to<Categories>(std::move(busy)));
  EXPECT_EQ(value_of(actors.answer_to<Offers>(std::move(found))).all.size(), 1u);
  EXPECT_TRUE(value_of(actors.answer_to<Offers>(std::move(nothing))).all.empty());
  EXPECT_EQ(value_of(actors.answer_to<ProductView>(std::move(product))).id, ProductId{1});
  EXPECT_EQ(code_of(actors.answer_to<ProductView>(std::move(missing))), Errc::not_found);
  EXPECT_TRUE(value_of(actors.answer_to<LikedProducts>(std::move(liked))).all.empty());
}

TEST_F(ReaderTest, AsksOnceMoreWhenItsConnectionIsLost) {
  const auto reader = spawn_reader({.pg = {}, .workers = 1, .queue_max = 10, .batch_max = 32});
  for (int i = 0; i < 3; ++i) {
    EXPECT_TRUE(actors.ask<Categories>(reader, ListCategories{}));
    EXPECT_EQ(
      number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
             " WHERE application_name LIKE 'baro/%/reader/%' AND datname = current_database()"),
      1);
  }
}

TEST_F(ReaderTest, SaysAtOnceThatTheServerIsAway) {
  ReaderConfig away;
  away.pg.url = "postgresql://nobody@127.0.0.1:1/nothing";
  const auto reader = actors.spawn<ReaderImpl>(away);
  EXPECT_EQ(code_of(actors.ask<Categories>(reader, ListCategories{})), Errc::unavailable);
  EXPECT_EQ(code_of(actors.ask<Offers>(reader, FindOffers{{sku_of(1)}})), Errc::unavailable);
}

} // namespace
} // namespace baro
