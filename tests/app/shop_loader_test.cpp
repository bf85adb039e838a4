#include "app/seed/shop_loader.hpp"

#include "persistence/audit.hpp"
#include "tests/support/pg_test.hpp"

#include <gtest/gtest.h>

#include <chrono>

namespace baro {
namespace {

// 2026-07-01T00:00:00Z
constexpr Timestamp present{1'782'864'000'000'000};

class ShopLoaderTest : public PgTest {
protected:
  SeedCount load(std::int64_t scale = 1) {
    auto loader = value_of(BulkLoader::begin(database()));
    const auto count = value_of(load_shop(loader, shop_, {present, scale}));
    value_of(loader.commit());
    return count;
  }

  /// One number for all that a table holds.
  std::int64_t digest(const std::string& columns, const std::string& table) {
    return number("SELECT sum(hashtextextended(row(" + columns
                  + ")::text, 0)::numeric % 1000000007)::bigint FROM " + table);
  }

  void expect_none(const std::string& what, const std::string& from_where) {
    EXPECT_EQ(number("SELECT count(*) FROM " + from_where), 0) << what;
  }

  Catalogue shop_ = make_catalogue();
};

TEST_F(ShopLoaderTest, LoadsTheWholeCatalogueAndTheAuditPasses) {
  const auto count = load();
  EXPECT_EQ(count.products, std::int64_t(demo_products));
  EXPECT_EQ(count.skus, std::int64_t(demo_skus));
  EXPECT_EQ(number("SELECT count(*) FROM stores"), std::int64_t(demo_stores));
  EXPECT_EQ(number("SELECT count(*) FROM categories"), std::int64_t(demo_categories));
  EXPECT_EQ(number("SELECT count(*) FROM products"), std::int64_t(demo_products));
  EXPECT_EQ(number("SELECT count(*) FROM skus"), std::int64_t(demo_skus));
  EXPECT_EQ(number("SELECT count(*) FROM looks"), std::int64_t(demo_looks));

  const auto report = value_of(audit(database()));
  EXPECT_FALSE(report.violation) << report.violation->what;
  EXPECT_EQ(report.summary.skus, std::int64_t(demo_skus));
  EXPECT_GT(report.summary.received, 0);
  EXPECT_EQ(report.summary.received, report.summary.on_hand);
}

TEST_F(ShopLoaderTest, GivesEverythingAnIdOfItsOwnFromThePast) {
  load();
  const std::string ids
    = "(SELECT user_id AS id FROM users UNION ALL SELECT store_id FROM stores UNION ALL SELECT "
      "product_id FROM products"
      " UNION ALL SELECT sku_id FROM skus UNION ALL SELECT look_id FROM looks) thing";
  EXPECT_EQ(number("SELECT count(DISTINCT id) FROM " + ids), number("SELECT count(*) FROM " + ids));
  IdGenerator node{0, [] { return present; }};
  EXPECT_LT(number("SELECT max(id) FROM " + ids), node.next());
  EXPECT_GT(number("SELECT min(id) FROM " + ids), 0);
}

TEST_F(ShopLoaderTest, OrdersIdsByTimeOverTheLastSixtyDays) {
  load();
  expect_none("a newer product with a lower id",
              "(SELECT created_at, lag(created_at) OVER (ORDER BY product_id) AS before FROM "
              "products) p WHERE created_at < before");
  expect_none("a look that is older than what is worn in it",
              "looks l JOIN look_products USING (look_id) JOIN products p USING (product_id) WHERE "
              "l.created_at < p.created_at");
  expect_none("a product that is older than its store",
              "products p JOIN stores s USING (store_id) WHERE p.created_at < s.created_at");
  expect_none("a product from the future", "products WHERE created_at >= '2026-07-01T00:00:00Z'");
  const auto recent = number("SELECT count(*) FROM products WHERE created_at > timestamptz "
                             "'2026-07-01T00:00:00Z' - interval '30 days'");
  EXPECT_EQ(recent, std::int64_t(demo_products) / 2);
}

TEST_F(ShopLoaderTest, GivesTheDemoOwnerSeveralStoresThatSell) {
  load();
  EXPECT_GE(number("SELECT count(*) FROM stores JOIN users ON owner_id = user_id WHERE email = "
                   "'owner@baro.test' AND status = 'ACTIVE'"),
            2);
  EXPECT_GT(number("SELECT count(*) FROM product_likes JOIN users USING (user_id) WHERE email = "
                   "'buyer@baro.test'"),
            0);
}

TEST_F(ShopLoaderTest, LoadsTheSameShopEveryTime) {
  const auto contents = [this] {
    return std::array{
      digest("product_id, store_id, name, price_krw, description, thumbnail_url, likes_count, "
             "on_sale, created_at",
             "products"),
      digest("s.sku_id, product_id, size, color, on_hand", "skus s JOIN inventory USING (sku_id)"),
      digest("look_id, creator_id, title, description, thumbnail_url, likes_count, created_at",
             "looks"),
      digest("store_id, owner_id, name, status, address", "stores"),
      digest("user_id, email, name, role", "users")};
  };
  load();
  const auto first = contents();
  run("TRUNCATE users, categories, stores, products, product_images, product_categories, "
      "product_likes, skus, inventory,"
      " stock_movements, looks, look_images, look_products");
  load();
  EXPECT_EQ(contents(), first);
}

TEST_F(ShopLoaderTest, ScalesTheProductsAndSharesThePictures) {
  const auto count = load(3);
  EXPECT_EQ(count.products, 3 * std::int64_t(demo_products));
  EXPECT_EQ(count.skus, 3 * std::int64_t(demo_skus));
  EXPECT_EQ(number("SELECT count(*) FROM products"), 3 * std::int64_t(demo_products));
  EXPECT_EQ(number("SELECT count(DISTINCT thumbnail_url) FROM products"),
            std::int64_t(demo_products));
  EXPECT_EQ(number("SELECT count(*) FROM looks"), std::int64_t(demo_looks));
  const auto report = value_of(audit(database()));
  EXPECT_FALSE(report.violation) << report.violation->what;
}

TEST_F(ShopLoaderTest, FitsIntoTheShortHistoryOfAYoungClock) {
  auto loader = value_of(BulkLoader::begin(database()));
  value_of(load_shop(loader, shop_, {seed_present_min}));
  value_of(loader.commit());
  EXPECT_GT(number("SELECT min(user_id) FROM users"), 0);
  EXPECT_EQ(number("SELECT count(*) FROM products"), std::int64_t(demo_products));
}

TEST_F(ShopLoaderTest, LeavesNothingBehindUnlessItIsCommitted) {
  {
    config.statement_wait_max = std::chrono::hours{1}; // as baroctl has it
    auto connection = value_of(pg_connect(config, "seed"));
    auto loader = value_of(BulkLoader::begin(connection));
    value_of(load_shop(loader, shop_, {present, 40}));
    EXPECT_TRUE(value_of(loader.has_products()))
      << "too few to have been sent: this test shows nothing";
  }
  auto loader = value_of(BulkLoader::begin(database()));
  EXPECT_FALSE(value_of(loader.has_products()));
}

TEST_F(ShopLoaderTest, SeesThatAShopHasProductsAlready) {
  load();
  auto loader = value_of(BulkLoader::begin(database()));
  EXPECT_TRUE(value_of(loader.has_products()));
}

} // namespace
} // namespace baro
