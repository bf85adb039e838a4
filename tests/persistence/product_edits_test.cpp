#include "persistence/product_edits.hpp"

#include "persistence/catalogue_writer.hpp"
#include "persistence/like_writer.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

#include <thread>

namespace baro {
namespace {

class ProductEditsTest : public ShopTest {
protected:
  ProductEditsTest() { add_product(1); }

  static ChangeProduct change(Caller caller = as_owner, std::int64_t product = 1) {
    ChangeProduct command;
    command.caller = caller;
    command.product = ProductId{product};
    return command;
  }

  static WithdrawProduct withdrawal(Caller caller = as_owner, std::int64_t product = 1) {
    return {caller, ProductId{product}};
  }

  template <class Command>
  std::optional<Errc> error_of(const Command& command) {
    return code_of(carry_out(session, command));
  }

  std::int64_t count(const std::string& from) { return number("SELECT count(*) FROM " + from); }
};

TEST_F(ProductEditsTest, TheActorCarriesOutEachCommand) {
  Actors actors;
  const auto writer = actors.spawn<CatalogueWriterImpl>(CatalogueWriterConfig{config});
  EXPECT_TRUE(actors.ask<ProductChanged>(writer, change()));
  EXPECT_TRUE(actors.ask<ProductWithdrawn>(writer, withdrawal()));
}

TEST_F(ProductEditsTest, WhatIsGivenChangesAndTheRestStays) {
  auto command = change();
  command.price = 2'000;
  auto changed = value_of(carry_out(session, command));
  EXPECT_EQ(changed.skus, std::vector{sku_of(1)});
  EXPECT_EQ(changed.product.price, 2'000);
  EXPECT_EQ(changed.product.product_name, "Product 1");
  EXPECT_EQ(changed.product.images, (std::vector<std::string>{"/1.svg", "/2.svg"}));
  EXPECT_EQ(changed.product.categories, std::vector<std::string>{"Shirts"});

  command = change();
  command.name = "New";
  command.image_urls = {"/3.svg"};
  command.categories = {coats, shirts, coats};
  changed = value_of(carry_out(session, command));
  EXPECT_EQ(changed.product.product_name, "New");
  EXPECT_EQ(changed.product.images, std::vector<std::string>{"/3.svg"});
  EXPECT_EQ(changed.product.categories, (std::vector<std::string>{"Shirts", "Coats"}));
  EXPECT_EQ(changed.product.price, 2'000);
}

TEST_F(ProductEditsTest, TheAnswerSaysWhetherTheCallerLikesIt) {
  EXPECT_EQ(value_of(carry_out(session, change())).product.is_liked, false);
  run("INSERT INTO product_likes (user_id, product_id) VALUES (1, 1)");
  EXPECT_EQ(value_of(carry_out(session, change())).product.is_liked, true);
}

TEST_F(ProductEditsTest, OnlyItsOwnerAndAnAdminMay) {
  EXPECT_EQ(error_of(change(as_stranger)), Errc::not_allowed);
  EXPECT_EQ(error_of(withdrawal(as_stranger)), Errc::not_allowed);
  EXPECT_EQ(error_of(change(as_admin)), std::nullopt);
  EXPECT_EQ(error_of(change(as_owner, 404)), Errc::not_found);
  EXPECT_EQ(error_of(withdrawal(as_owner, 404)), Errc::not_found);
  EXPECT_EQ(error_of(withdrawal(as_admin)), std::nullopt);
  EXPECT_EQ(error_of(change()), Errc::not_found) << "it is withdrawn";
}

TEST_F(ProductEditsTest, AnUnknownCategoryChangesNothing) {
  auto command = change();
  command.price = 2'000;
  command.categories = {CategoryId{404}};
  EXPECT_EQ(error_of(command), Errc::not_found);
  EXPECT_EQ(count("products WHERE price_krw = 1000"), 1);
  EXPECT_EQ(count("product_categories WHERE category_id = 100"), 1);
}

TEST_F(ProductEditsTest, AWithdrawnProductIsInNoListAndARepeatNamesItsSkusAgain) {
  for (int i = 0; i < 2; ++i)
    EXPECT_EQ(value_of(carry_out(session, withdrawal())).skus, std::vector{sku_of(1)});
  EXPECT_EQ(count("products WHERE withdrawn AND NOT on_sale"), 1);
  EXPECT_EQ(count("product_categories WHERE on_sale"), 0);
}

TEST_F(ProductEditsTest, ANewCategoryHasTheLikesThatCameWhileItWasMade) {
  Actors actors;
  const auto likes = actors.spawn<LikeWriterImpl>(LikeWriterConfig{config});
  // The like has begun, and waits for the product's row, when the category comes.
  PgConnection& owner_at_work = *value_of(session.connection());
  value_of(owner_at_work.execute_script(
    "BEGIN; SELECT FROM products WHERE product_id = 1 FOR NO KEY UPDATE;"
    "INSERT INTO product_categories (category_id, product_id) VALUES (101, 1)"));
  auto liked = actors.request(likes, LikeProduct{shopper, ProductId{1}, true});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (
    number("SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
           "   AND application_name LIKE 'baro/%/like_writer/%' AND datname = current_database()")
    == 0)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "it does not wait";
  value_of(owner_at_work.execute_script("COMMIT"));
  EXPECT_TRUE(actors.answer_to<Done>(std::move(liked)));
  EXPECT_EQ(count("product_categories WHERE likes_count = 1"), 2);
}

TEST_F(ProductEditsTest, FindsThatALostCommitHappened) {
  StalledCommits stalled{database()};
  auto expect_to_survive = [&](const auto& command) {
    std::jthread owner_at_work{[&] { EXPECT_EQ(error_of(command), std::nullopt); }};
    stalled.kill_one("test_session");
  };
  auto command = change();
  command.price = 2'000;
  command.categories = {coats, shirts};
  command.image_urls = {"/,\".svg", "/2.svg"};
  expect_to_survive(command);
  expect_to_survive(withdrawal());
  EXPECT_EQ(count("products WHERE price_krw = 2000 AND withdrawn"), 1);
}

TEST_F(ProductEditsTest, SaysThatNothingHappenedWhenTheBackendDiesBeforeTheCommit) {
  die_at_commit(database(), "product_images");
  auto command = change();
  command.image_urls = {"/3.svg"};
  EXPECT_EQ(error_of(command), Errc::unavailable);
  EXPECT_EQ(count("product_images"), 2);
}

} // namespace
} // namespace baro
