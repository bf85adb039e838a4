#include "net/cached.hpp"

#include "tests/net/server_fixture.hpp"

namespace baro {
namespace {

using testing::HasSubstr;

TEST(CachedTest, PagesOfAListHaveKeysOfTheirOwn) {
  const Page first{std::nullopt, 21};
  const Page next{Cursor{{7}, 3}, 21};
  const auto key = key_of(ListPopular{{}, first});
  EXPECT_EQ(key, key_of(ListPopular{{}, first}));
  EXPECT_NE(key, key_of(ListPopular{{}, next}));
  EXPECT_NE(key, key_of(ListPopular{CategoryId{1}, first}));
  EXPECT_NE(key, key_of(ListNewest{{}, first}));
  EXPECT_NE(key_of(GetProduct{ProductId{1}}), key_of(GetLook{LookId{1}}));
  EXPECT_NE(key_of(ListStoreProducts{StoreId{1}, first}),
            key_of(ListStoreProducts{StoreId{2}, first}));
  EXPECT_NE(key_of(ListStores{{}, first}), key_of(ListStores{{}, next}));
}

TEST(CachedTest, SearchesThatDifferInAnythingHaveKeysOfTheirOwn) {
  const SearchProducts plain{"니트", {}, {}, {}, {}, {std::nullopt, 21}};
  EXPECT_EQ(key_of(plain), key_of(plain));
  auto other = plain;
  other.text = "니트 ";
  EXPECT_NE(key_of(plain), key_of(other));
  other = plain;
  other.category = CategoryId{1};
  EXPECT_NE(key_of(plain), key_of(other));
  other = plain;
  other.store = StoreId{1};
  EXPECT_NE(key_of(plain), key_of(other));
  other = plain;
  other.price_min = 1;
  EXPECT_NE(key_of(plain), key_of(other));
  other = plain;
  other.price_max = 0;
  EXPECT_NE(key_of(plain), key_of(other));
}

TEST(CachedTest, LikesAreFilledInAndNothingElse) {
  Slice<ItemView> items;
  for (const auto id : {1, 2, 3}) {
    ItemView item;
    item.id = ProductId{id};
    item.product_name = R"("isLiked":null)";
    items.content.push_back(item);
  }
  const auto body = with_likes(ready(items), {{ProductId{3}, ProductId{1}}});
  items.content[0].is_liked = true;
  items.content[1].is_liked = false;
  items.content[2].is_liked = true;
  EXPECT_EQ(body, to_json(items));
}

class CachedAnswersTest : public ServerTest {
protected:
  /// How often the product was computed before it looked like this.
  static int times_computed(const Client::Answer& answer) {
    const std::string& text = answer.body();
    return std::stoi(text.substr(text.find(R"("likesCount":)") + 13));
  }

  const std::string_view product = "/products/2";
};

TEST_F(CachedAnswersTest, IsComputedOnceForEverybodyUntilItChanges) {
  config.read_cache_age = 1h;
  auto shopper = client();
  EXPECT_EQ(times_computed(shopper.get(product)), 1);
  EXPECT_EQ(times_computed(client().get(product)), 1);
  EXPECT_EQ(shopper.post("/orders", order, cookie(buyer_session)).result_int(), 201);
  EXPECT_EQ(times_computed(shopper.get(product)), 2) << "its stock has changed";
  EXPECT_EQ(shopper.post("/products/2/likes", "", cookie(buyer_session)).result_int(), 204);
  EXPECT_EQ(times_computed(shopper.get(product)), 3) << "it was liked";
  EXPECT_EQ(shopper.post("/products/3/likes", "", cookie(buyer_session)).result_int(), 204);
  EXPECT_EQ(times_computed(shopper.get(product)), 3) << "something else was liked";
}

TEST_F(CachedAnswersTest, WhoIsLoggedInSeesOwnLikesInTheSameAnswer) {
  config.read_cache_age = 1h;
  auto shopper = client();
  EXPECT_THAT(shopper.get(product).body(), HasSubstr(R"("isLiked":null)"));
  EXPECT_EQ(stand_in.asked_for_likes, 0);
  const auto seen = shopper.get(product, cookie(buyer_session));
  EXPECT_THAT(seen.body(), HasSubstr(R"("isLiked":true)"));
  EXPECT_EQ(stand_in.asked_for_product_2, 1);
  EXPECT_EQ(stand_in.asked_for_likes, 1);
  const auto tag = fmt::format("If-None-Match: {}\r\n", std::string{seen["ETag"]});
  EXPECT_EQ(shopper.get(product, cookie(buyer_session) + tag).result_int(), 304);
  EXPECT_EQ(shopper.get(product, tag).result_int(), 200);
}

TEST_F(CachedAnswersTest, AnUnchangedOneIsNotSentAgain) {
  config.read_cache_age = 1h;
  auto shopper = client();
  const auto tag = fmt::format("If-None-Match: {}\r\n", std::string{shopper.get(product)["ETag"]});
  const auto again = shopper.get(product, tag);
  EXPECT_EQ(again.result_int(), 304);
  EXPECT_EQ(again.body(), "");
  EXPECT_EQ(stand_in.asked_for_product_2, 1);
}

TEST_F(CachedAnswersTest, WithoutACacheEachIsComputedAnew) {
  config.read_cache_age = 0ms;
  auto shopper = client();
  EXPECT_EQ(times_computed(shopper.get(product)), 1);
  EXPECT_EQ(times_computed(shopper.get(product)), 2);
}

TEST_F(CachedAnswersTest, OperatorsSeeWhatWasFound) {
  config.read_cache_age = 1h;
  auto shopper = client();
  shopper.get(product);
  shopper.get(product);
  const auto metrics = operator_client().get("/metrics").body();
  EXPECT_THAT(metrics, HasSubstr("baro_read_cache_total{outcome=\"miss\"} 1"));
  EXPECT_THAT(metrics, HasSubstr("baro_read_cache_total{outcome=\"hit\"} 1"));
}

} // namespace
} // namespace baro
