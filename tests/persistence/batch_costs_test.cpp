// What a batch costs, as counts. They are exact: one statement or round trip more is one that was
// not meant.

#include "monitoring/stock_metrics.hpp"
#include "persistence/cart_writer.hpp"
#include "persistence/like_writer.hpp"
#include "persistence/pg_stock_repository.hpp"
#include "persistence/stock_writer.hpp"
#include "tests/persistence/shop_test.hpp"

namespace baro {

bool operator==(const PgTraffic& a, const PgTraffic& b) {
  return a.statements == b.statements && a.round_trips == b.round_trips;
}

std::ostream& operator<<(std::ostream& out, const PgTraffic& traffic) {
  return out << traffic.statements << " statements in " << traffic.round_trips << " round trips";
}

namespace {

constexpr std::int64_t products = 50;
constexpr std::int64_t facts = 100;

constexpr PgTraffic stock_batch{3, 1}; // keys, orders, stock with all lines
constexpr PgTraffic cart_batch{7, 2};  // BEGIN, keys, lock; carts, lines gone, lines put, COMMIT
constexpr PgTraffic like_batch{2, 1};  // likes and their counts; the lists

class BatchCostsTest : public ShopTest {
protected:
  BatchCostsTest() {
    for (std::int64_t product = 1; product <= products; ++product)
      add_product(product, 1'000);
    run(R"sql(
      INSERT INTO carts (user_id, epoch, version) SELECT n, 1, 0 FROM generate_series(1, 1000) n;

      CREATE TABLE stock_updates (sku_id bigint);
      CREATE FUNCTION note_update() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN INSERT INTO stock_updates VALUES (NEW.sku_id); RETURN NULL; END $$;
      CREATE TRIGGER note_update AFTER UPDATE ON inventory
        FOR EACH ROW EXECUTE FUNCTION note_update();
    )sql");
  }

  /// What carrying out a batch sends.
  template <class Work, class Fact>
  PgTraffic traffic_of(Work& work, const std::vector<Fact>& batch) {
    const auto before = traffic_;
    for (const auto& verdict : work.carry_out(batch))
      EXPECT_TRUE(verdict) << to_string(verdict.error().code);
    return {traffic_.statements - before.statements, traffic_.round_trips - before.round_trips};
  }

  /// Orders of one line each, over all products in turn.
  std::vector<CommitStock> orders(std::int64_t count) {
    std::vector<CommitStock> batch;
    for (std::int64_t i = 0; i < count; ++i) {
      const auto product = i % products + 1;
      const auto id = next_id();
      batch.push_back({OrderPlaced{OrderId{id},
                                   shopper,
                                   "Seoul",
                                   1'000,
                                   now(),
                                   {{sku_of(product), ProductId{product}, 1, 1'000, 0}}},
                       record(id)});
    }
    return batch;
  }

  /// The first change of so many carts: a line is put in, or, from a cart that has none, taken out.
  std::vector<CommitCart> cart_changes(std::int64_t count) {
    std::vector<CommitCart> batch;
    for (std::int64_t i = 0; i < count; ++i) {
      const auto id = next_id();
      batch.push_back({{UserId{id},
                        1,
                        1,
                        now(),
                        {{CartItemId{id}, sku_of(1), 1}, {CartItemId{id}, sku_of(2), 0}}},
                       record(id)});
    }
    return batch;
  }

  std::vector<LikeProduct> likes(std::int64_t count) {
    std::vector<LikeProduct> batch;
    for (std::int64_t i = 0; i < count; ++i)
      batch.push_back({UserId{next_id()}, ProductId{i % products + 1}, true});
    return batch;
  }

  PgConfig counted() {
    auto counted = config;
    counted.traffic = &traffic_;
    return counted;
  }

private:
  std::int64_t next_id() { return ++last_id_; }

  static IdempotencyRecord record(std::int64_t id) {
    return {shopper, {std::to_string(id), "print"}, "answer"};
  }

  std::int64_t last_id_ = 0;
  PgTraffic traffic_;
};

TEST_F(BatchCostsTest, OrdersTakeOneRoundTripHoweverManyTheyAre) {
  prometheus::Registry registry;
  StockMetrics metrics{registry};
  StockWork work{std::make_unique<PgStockRepository>(counted(), metrics), metrics};
  traffic_of(work, orders(1)); // connects, and prepares what is asked
  EXPECT_EQ(traffic_of(work, orders(1)), stock_batch);
  EXPECT_EQ(traffic_of(work, orders(facts)), stock_batch);
}

TEST_F(BatchCostsTest, OrdersUpdateEachOfTheirSkusOnce) {
  prometheus::Registry registry;
  StockMetrics metrics{registry};
  StockWork work{std::make_unique<PgStockRepository>(counted(), metrics), metrics};
  traffic_of(work, orders(facts));
  EXPECT_EQ(number("SELECT count(*) FROM stock_updates"), products);
  EXPECT_EQ(number("SELECT count(DISTINCT sku_id) FROM stock_updates"), products);
  EXPECT_EQ(number("SELECT count(*) FROM orders"), facts);
}

TEST_F(BatchCostsTest, ChangesOfCartsTakeTwoRoundTripsHoweverManyTheyAre) {
  CartWork work{counted()};
  traffic_of(work, cart_changes(1));
  EXPECT_EQ(traffic_of(work, cart_changes(1)), cart_batch);
  EXPECT_EQ(traffic_of(work, cart_changes(facts)), cart_batch);
}

TEST_F(BatchCostsTest, LikesTakeOneRoundTripHoweverManyTheyAre) {
  LikeWork work{counted()};
  traffic_of(work, likes(1));
  EXPECT_EQ(traffic_of(work, likes(1)), like_batch);
  EXPECT_EQ(traffic_of(work, likes(facts)), like_batch);
}

} // namespace
} // namespace baro
