#include "persistence/product_writer.hpp"

#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

#include <future>

namespace baro {
namespace {

class ProductWriterTest : public ShopTest {
protected:
  std::vector<Result<Answer<CreatedProduct>>> list(const std::vector<CreateProduct>& commands) {
    return create_products(repository, commands);
  }

  static CreateProduct with_key(CreateProduct command, std::string key) {
    command.idempotency = Idempotency{std::move(key), "print"};
    return command;
  }

  std::int64_t count(const std::string& from) { return number("SELECT count(*) FROM " + from); }

  PgProductRepository repository{session};
};

TEST_F(ProductWriterTest, TheActorListsWhatIsAskedOfItAtOnce) {
  Actors actors;
  const auto writer = actors.spawn<ProductWriterImpl>(ProductWriterConfig{config});
  auto first = actors.request(writer, new_product(1));
  auto second = actors.request(writer, new_product(2));
  EXPECT_EQ(value_of(actors.answer_to<Answer<CreatedProduct>>(std::move(first))).view.id,
            ProductId{1});
  EXPECT_EQ(value_of(actors.answer_to<Answer<CreatedProduct>>(std::move(second))).view.id,
            ProductId{2});
}

TEST_F(ProductWriterTest, EachProductOfABatchHasItsOwnPicturesCategoriesAndStock) {
  auto shirt = new_product(1, 7);
  shirt.image_urls = {"/a.svg", "/b.svg"};
  auto coat = new_product(2, 0);
  coat.image_urls = {"/c.svg"};
  coat.categories = {shirts, coats};
  coat.description = R"(with "quotes", \ and {braces})";
  for (const auto& verdict : list({shirt, coat}))
    EXPECT_TRUE(verdict);
  EXPECT_EQ(count("product_images WHERE (product_id, display_order, image_url) IN"
                  " ((1, 1, '/a.svg'), (1, 2, '/b.svg'), (2, 1, '/c.svg'))"),
            3);
  EXPECT_EQ(count("product_categories WHERE (product_id, category_id) IN"
                  " ((1, 100), (2, 100), (2, 101))"),
            3);
  EXPECT_EQ(count("inventory WHERE (sku_id, on_hand, ledger_seq) IN ((1001, 7, 1), (1002, 0, 0))"),
            2);
  EXPECT_EQ(count("stock_movements"), 1);
  EXPECT_EQ(count(R"(products WHERE description = 'with "quotes", \ and {braces}')"), 1);
}

TEST_F(ProductWriterTest, ABadProductIsRefusedAndTheOthersOfItsBatchAreListed) {
  auto nowhere = new_product(2);
  nowhere.store = StoreId{404};
  auto uncategorised = new_product(3);
  uncategorised.categories = {shirts, CategoryId{404}};
  auto foreign = new_product(4);
  foreign.caller = as_stranger;
  auto twins = new_product(5);
  twins.skus = {{SkuId{1}, {"M", {}}, 1}, {SkuId{2}, {"M", {}}, 1}};
  const auto verdicts
    = list({new_product(1), nowhere, uncategorised, foreign, twins, new_product(6)});
  EXPECT_EQ(code_of(verdicts[0]), std::nullopt);
  EXPECT_EQ(code_of(verdicts[1]), Errc::not_found);
  EXPECT_EQ(code_of(verdicts[2]), Errc::not_found);
  EXPECT_EQ(code_of(verdicts[3]), Errc::not_allowed);
  EXPECT_EQ(code_of(verdicts[4]), Errc::duplicate);
  EXPECT_EQ(code_of(verdicts[5]), std::nullopt);
  EXPECT_EQ(count("products"), 2);
  EXPECT_EQ(count("product_images"), 4);
}

TEST_F(ProductWriterTest, RepeatsAmongNewProductsGetTheirFirstAnswers) {
  value_of(list({with_key(new_product(1), "a")}).front());
  const auto verdicts = list({with_key(new_product(2), "a"), with_key(new_product(3), "b"),
                              with_key(new_product(4), "b"), new_product(5)});
  EXPECT_TRUE(value_of(verdicts[0]).replayed);
  EXPECT_EQ(value_of(verdicts[0]).view.id, ProductId{1});
  EXPECT_FALSE(value_of(verdicts[1]).replayed);
  EXPECT_TRUE(value_of(verdicts[2]).replayed);
  EXPECT_EQ(value_of(verdicts[2]).view.id, ProductId{3});
  EXPECT_EQ(value_of(verdicts[2]).view.name, "Product 3");
  EXPECT_EQ(count("products"), 3);
  auto other = with_key(new_product(6), "a");
  other.idempotency->fingerprint = "another";
  EXPECT_EQ(code_of(list({other}).front()), Errc::idempotency_key_reused);
}

TEST_F(ProductWriterTest, AKeyOfWhatWasRefusedCanBeUsedAgain) {
  auto nowhere = with_key(new_product(1), "a");
  nowhere.store = StoreId{404};
  EXPECT_EQ(code_of(list({nowhere}).front()), Errc::not_found);
  EXPECT_EQ(code_of(list({with_key(new_product(1), "a")}).front()), std::nullopt);
}

TEST_F(ProductWriterTest, ABatchWithoutSurprisesTakesTwoRoundTrips) {
  PgTraffic traffic;
  auto counted = config;
  counted.traffic = &traffic;
  PgSession own{counted, "test_session"};
  PgProductRepository products{own};
  std::vector<CreateProduct> warm_up{with_key(new_product(1), "1")};
  create_products(products, warm_up);
  const auto before = traffic.round_trips;
  std::vector<CreateProduct> batch;
  for (int i = 2; i < 100; ++i)
    batch.push_back(with_key(new_product(i), std::to_string(i)));
  for (const auto& verdict : create_products(products, batch))
    EXPECT_TRUE(verdict);
  EXPECT_EQ(traffic.round_trips - before, 2);
}

TEST_F(ProductWriterTest, FindsOutThatALostCommitHappened) {
  auto verdicts = [&] {
    StalledCommits stalled{database()};
    auto listing = std::async(std::launch::async, [&] {
      return list({new_product(1), with_key(new_product(2), "a")});
    });
    stalled.kill_one("test_session");
    return listing.get();
  }();
  for (const auto& verdict : verdicts)
    EXPECT_TRUE(verdict);
  EXPECT_EQ(count("products"), 2);
}

TEST_F(ProductWriterTest, SaysThatNothingHappenedWhenTheBackendDiesBeforeTheCommit) {
  die_at_commit(database(), "products");
  for (const auto& verdict : list({new_product(1), with_key(new_product(2), "a")}))
    EXPECT_EQ(code_of(verdict), Errc::unavailable);
  EXPECT_EQ(count("products"), 0);
  EXPECT_EQ(count("idempotency_keys"), 0);
}

} // namespace
} // namespace baro
