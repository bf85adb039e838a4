#pragma once

#include "monitoring/stock_metrics.hpp"
#include "persistence/audit.hpp"
#include "persistence/pg_stock_repository.hpp"
#include "tests/persistence/shop_test.hpp"

#include <string>
#include <vector>

namespace baro {

/// A test that plays the writer: it commits facts about shirts, whose SKU is at epoch 5.
class StockCommitTest : public ShopTest {
protected:
  static constexpr SkuId shirt = sku_of(1);

  /// With so many shirts on hand.
  explicit StockCommitTest(Quantity shirts_on_hand) {
    add_product(1, shirts_on_hand);
    run("UPDATE inventory SET epoch = 5");
  }

  /// The shopper's order of so many shirts is cancelled.
  static OrderChanged cancellation(std::int64_t id, Quantity units) {
    OrderChanged fact;
    fact.change = ChangeId{id + 1'000};
    fact.order = OrderId{id};
    fact.user = shopper;
    fact.status = OrderStatus::CANCELLED;
    fact.cancel_reason = CancelReason::BUYER;
    fact.at = now();
    fact.lines = {{shirt, units, OrderMovement::CANCELLATION, 5}};
    return fact;
  }

  using Errors = std::vector<std::optional<Errc>>;

  /// One batch. What went wrong with each fact, if anything.
  Errors commit(const std::vector<CommitStock>& facts) {
    Errors errors;
    for (const auto& verdict : commit_stock(repository, facts, metrics))
      errors.push_back(code_of(verdict));
    return errors;
  }

  Quantity on_hand(SkuId sku = shirt) {
    return number("SELECT on_hand FROM inventory WHERE sku_id = " + std::to_string(sku.value));
  }

  std::int64_t orders() { return number("SELECT count(*) FROM orders"); }

  /// What the audit has to say against the database: nothing.
  void expect_sound() {
    const auto report = value_of(audit(database()));
    EXPECT_FALSE(report.violation) << report.violation->what;
  }

  prometheus::Registry registry;
  StockMetrics metrics{registry};
  PgStockRepository repository{config, metrics};
};

} // namespace baro
