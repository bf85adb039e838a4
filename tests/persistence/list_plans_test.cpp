#include "persistence/catalogue_queries.hpp"
#include "persistence/listing_queries.hpp"
#include "protocol/id_generator.hpp"
#include "tests/persistence/plans_test.hpp"

#include <gmock/gmock.h>

#include <chrono>

namespace baro {
namespace {

namespace json = boost::json;

constexpr CategoryId common{200}; // every product is in it
constexpr CategoryId rare{201};   // one in five hundred
constexpr std::int32_t page_size = 21;
// Asked for are a page's rows and one more.
constexpr std::int64_t page_rows = page_size + 1;

/// How the lists are read when there are many products: a list that looks right and reads the
/// whole shop for each page is what this is about.
class ListPlansTest : public PlansTest {
protected:
  /// 30,000 products of 90 days in 2,000 stores. Three hundred each are liked equally often, and
  /// the newest of all are not on sale, as when a large store has paused.
  void SetUp() override {
    run(fmt::format(
      R"sql(
      INSERT INTO categories VALUES (200, 'Common'), (201, 'Rare');
      INSERT INTO stores (store_id, owner_id, name, status)
      SELECT n, 1, 'Store ' || n, 'ACTIVE' FROM generate_series(1001, 3000) n;
      INSERT INTO products (product_id, store_id, name, price_krw, thumbnail_url, likes_count, on_sale)
      SELECT {} + n * {}, 1001 + n % 2000, 'Product ' || n, 1000, '/1.svg', n * 7919 % 100, n < 29000
        FROM generate_series(1::bigint, 30000) n;
      INSERT INTO product_categories (category_id, product_id, likes_count, on_sale)
      SELECT c.category_id, product_id, likes_count, on_sale
        FROM products JOIN (VALUES (200, 1), (201, 500)) c (category_id, one_in)
          ON (product_id - {}) / {} % c.one_in = 0;
      INSERT INTO product_likes (user_id, product_id) SELECT 2, product_id FROM products;
    )sql",
      first, step, first, step));
    for (const auto* table : {"stores", "products", "product_categories", "product_likes"})
      run(std::string{"VACUUM ANALYZE "} + table);
  }

  /// What is wrong with a plan: that it reads more than a page, or ids not off an index alone.
  static std::vector<std::string> mistakes_of(const json::value& plan) {
    std::vector<std::string> mistakes;
    if (!walk(plan.as_object(), mistakes))
      mistakes.emplace_back("no Index Only Scan");
    return mistakes;
  }

  /// Whether ids are read off an index alone, here or below.
  static bool walk(const json::object& node, std::vector<std::string>& mistakes) {
    const auto type = text_of(node, "Node Type");
    const auto is_of = [&](std::string_view word) { return type.find(word) != std::string::npos; };
    if (is_of("Seq Scan") || is_of("Bitmap") || is_of("Sort")
        || rows_of(node, "Actual Rows") > page_rows
        || rows_of(node, "Rows Removed by Filter") > page_rows)
      mistakes.push_back(fmt::format("{} {} {}: {} rows, {} removed", type,
                                     text_of(node, "Relation Name"), text_of(node, "Index Name"),
                                     rows_of(node, "Actual Rows"),
                                     rows_of(node, "Rows Removed by Filter")));
    bool ids_off_index = type == "Index Only Scan";
    if (const auto* below = node.if_contains("Plans"))
      for (const auto& one : below->as_array())
        ids_off_index |= walk(one.as_object(), mistakes);
    return ids_off_index;
  }

  void check_plan(const PgStatement& statement, const std::string& what) {
    for (const auto* mode : {"force_custom_plan", "force_generic_plan"})
      EXPECT_THAT(mistakes_of(plan_of(statement, mode)), testing::IsEmpty())
        << what << ", " << mode;
  }

  /// The first page of a list, and one from its middle.
  template <class List, class ToStatement>
  void check_list(const char* name, Cursor middle, ToStatement to_statement) {
    for (const auto category :
         {std::optional<CategoryId>{}, std::optional{common}, std::optional{rare}})
      for (const auto after : {std::optional<Cursor>{}, std::optional{middle}}) {
        List list;
        list.category = category;
        list.page = {after, page_size};
        const auto what = fmt::format("{} of category {}, {}", name, category ? category->value : 0,
                                      after ? "deep" : "first");
        check_plan(to_statement(list), what);
      }
  }

  const Timestamp present = now();
  const std::int64_t first = IdGenerator::lowest_at(
    {present.micros - std::chrono::microseconds{std::chrono::days{90}}.count()});
  const std::int64_t step = (IdGenerator::lowest_at(present) - first) / 30'000;
};

TEST_F(ListPlansTest, AListReadsItsPageAndNotTheShop) {
  check_list<ListPopular>("popular", {{first + step * 15'000}, 50},
                          [](const ListPopular& list) { return statement_of(list); });
  check_list<ListNewest>("newest", {{first + step * 25'000}, {}},
                         [this](const ListNewest& list) { return statement_of(list, present); });
}

TEST_F(ListPlansTest, AListOfOneStoreOrOneUserReadsItsPageAndNotTheShop) {
  const Page first_page{std::nullopt, page_size};
  const Page middle{Cursor{{first + step * 15'000}, {}}, page_size};
  const Page middle_of_stores{Cursor{{2'000}, {}}, page_size};
  run("UPDATE products SET store_id = 1001 WHERE product_id % 2 = 0");
  run("VACUUM ANALYZE");
  for (const auto& statement :
       {statement_of(ListLikedProducts{shopper, first_page}),
        statement_of(ListLikedProducts{shopper, middle}),
        statement_of(ListStoreProducts{StoreId{1'001}, middle}),
        statement_of(ListStores{{}, first_page}), statement_of(ListStores{{}, middle_of_stores})})
    for (const auto* mode : {"force_custom_plan", "force_generic_plan"}) {
      std::vector<std::string> mistakes;
      walk(plan_of(statement, mode).as_object(), mistakes);
      EXPECT_THAT(mistakes, testing::IsEmpty()) << statement.sql << ", " << mode;
    }
}

TEST_F(ListPlansTest, AMissingIndexIsNoticed) {
  run("DROP INDEX products_popular");
  ListPopular list;
  list.page.size = page_size;
  EXPECT_THAT(mistakes_of(plan_of(statement_of(list), "force_generic_plan")),
              testing::Contains(testing::HasSubstr("Seq Scan products")));
}

} // namespace
} // namespace baro
