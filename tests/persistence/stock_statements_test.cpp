#include "persistence/stock_statements.hpp"

#include "tests/persistence/shop_test.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace baro {
namespace {

/// The order in which a batch locks the rows of its SKUs rests on the plan.
class StockStatementsTest : public ShopTest {
protected:
  /// How the statement that moves stock is carried out, one line for each step.
  std::string plan(std::int64_t skus) {
    OrderPlaced placed{OrderId{1}, shopper, "Seoul", 1'000, now(), {}};
    for (std::int64_t sku = 1; sku <= skus; ++sku)
      placed.lines.push_back({SkuId{sku}, ProductId{1}, 1, 1'000, 0});
    const std::vector<CommitStock> batch{{placed, {}}};
    const auto statement = statements_of(batch, plan_stock(batch)).back();
    std::string arguments;
    for (const auto& value : statement.params.values())
      arguments += fmt::format("{}'{}'", arguments.empty() ? "" : ", ", value.value());

    auto connection = value_of(pg_connect(along_the_keys(config), "plans"));
    value_of(connection.execute_script(fmt::format("PREPARE move_stock AS {}", statement.sql)));
    const auto explain = fmt::format("EXPLAIN (COSTS OFF) EXECUTE move_stock({})", arguments);
    std::string plan;
    for (const auto row : value_of(connection.execute(explain.c_str())))
      plan.append(row.text(0)).append("\n");
    return plan;
  }
};

TEST_F(StockStatementsTest, RowsAreLockedInTheOrderOfTheirKeys) {
  const auto along_the_array
    = testing::ContainsRegex("Update on inventory i\n *->  Nested Loop\n *->  Function Scan on c\n"
                             " *->  Index Scan using inventory_pkey on inventory i\n");
  EXPECT_THAT(plan(1), along_the_array) << "while there are no SKUs";
  run("INSERT INTO inventory (sku_id, on_hand) SELECT n, 10 FROM generate_series(1, 20000) n;"
      "ANALYZE inventory");
  EXPECT_THAT(plan(1), along_the_array);
  EXPECT_THAT(plan(5'000), along_the_array) << "though it changes a quarter of all SKUs";
}

TEST_F(StockStatementsTest, NoTableHasAForeignKey) {
  EXPECT_EQ(number("SELECT count(*) FROM pg_constraint WHERE contype = 'f'"), 0);
}

} // namespace
} // namespace baro
