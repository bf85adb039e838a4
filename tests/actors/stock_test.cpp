#include "actors/sku/stock.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace baro {

namespace {

constexpr SkuId sku{1};
constexpr Epoch epoch = 5;
constexpr Timestamp at{100};

} // namespace

TEST(StockTest, TheLastUnitIsHeldOnce) {
  Stock stock{1, epoch};
  EXPECT_TRUE(stock.hold(ChangeId{1}, sku, 1, at));
  const auto second = stock.hold(ChangeId{2}, sku, 1, at);
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, Errc::out_of_stock);
  EXPECT_EQ(second.error().shortages.at(0).available, 0);
}

TEST(StockTest, ATryThatIsShortOfWhatItsEarlierTryHoldsIsNotRefused) {
  Stock stock{1, epoch};
  EXPECT_TRUE(stock.hold(ChangeId{1}, sku, 1, at, 77));
  EXPECT_EQ(stock.hold(ChangeId{2}, sku, 1, at, 77).error().code, Errc::idempotency_key_in_use);
  EXPECT_EQ(stock.hold(ChangeId{3}, sku, 1, at, 78).error().code, Errc::out_of_stock);
  EXPECT_EQ(stock.hold(ChangeId{4}, sku, 1, at).error().code, Errc::out_of_stock);
  stock.settle(ChangeId{1}, epoch, ChangeOutcome::committed);
  EXPECT_EQ(stock.hold(ChangeId{2}, sku, 1, at, 77).error().code, Errc::out_of_stock);
}

TEST(StockTest, AHoldThatIsRepeatedTakesNothingMore) {
  Stock stock{5, epoch};
  EXPECT_EQ(*stock.hold(ChangeId{1}, sku, 3, at), 5);
  EXPECT_EQ(*stock.hold(ChangeId{2}, sku, 1, at), 2);
  EXPECT_EQ(*stock.hold(ChangeId{1}, sku, 3, at), 5) << "answered otherwise than before";
  EXPECT_EQ(stock.available(), 1);
}

TEST(StockTest, ExpectedUnitsCannotBeSoldBeforeTheyAreCommitted) {
  Stock stock{0, epoch};
  stock.expect(ChangeId{1}, 2, at);
  EXPECT_EQ(stock.available(), 0);
  stock.settle(ChangeId{1}, epoch, ChangeOutcome::committed);
  EXPECT_EQ(stock.available(), 2);
}

TEST(StockTest, VerdictsOnAnotherActivationsChangesAreIgnored) {
  Stock stock{3, epoch};
  EXPECT_TRUE(stock.hold(ChangeId{1}, sku, 1, at));
  stock.settle(ChangeId{1}, epoch - 1, ChangeOutcome::aborted);
  EXPECT_EQ(stock.available(), 2);
}

TEST(StockTest, KnowsSinceWhenItWaits) {
  Stock stock{3, epoch};
  EXPECT_FALSE(stock.waiting_since());
  EXPECT_TRUE(stock.hold(ChangeId{2}, sku, 1, Timestamp{20}));
  EXPECT_TRUE(stock.hold(ChangeId{3}, sku, 1, Timestamp{30}));
  EXPECT_EQ(stock.waiting_since(), Timestamp{20});
  stock.settle(ChangeId{2}, epoch, ChangeOutcome::committed);
  EXPECT_EQ(stock.waiting_since(), Timestamp{30});
}

// Against a database that takes each change when it is settled as committed.
RC_GTEST_PROP(StockTest, IsNeverAheadOfTheDatabaseWhateverHappens, ()) {
  const auto received = *rc::gen::inRange<Quantity>(0, 50);
  Stock stock{received, epoch};
  Quantity in_database = received;
  std::map<ChangeId, Quantity> in_flight;
  const auto steps = *rc::gen::inRange(1, 200);
  for (int step = 0; step < steps; ++step) {
    const ChangeId change{*rc::gen::inRange<std::int64_t>(1, 40)};
    const auto quantity = *rc::gen::inRange<Quantity>(1, 8);
    switch (*rc::gen::inRange(0, 4)) {
      case 0:
        if (const bool is_new = !in_flight.contains(change);
            stock.hold(change, sku, quantity, at) && is_new)
          in_flight[change] = -quantity;
        break;
      case 1:
        if (in_flight.try_emplace(change, quantity).second)
          stock.expect(change, quantity, at);
        break;
      case 2:
        stock.settle(change, epoch, ChangeOutcome::committed);
        if (const auto it = in_flight.find(change); it != in_flight.end()) {
          in_database += it->second;
          in_flight.erase(it);
        }
        break;
      case 3:
        stock.settle(change, epoch, ChangeOutcome::aborted);
        in_flight.erase(change);
        break;
    }
    Quantity promised = 0;
    for (const auto& [id, delta] : in_flight)
      promised += std::min<Quantity>(delta, 0);
    RC_ASSERT(in_database >= 0);
    RC_ASSERT(stock.on_hand() == in_database);
    RC_ASSERT(stock.available() == in_database + promised);
    RC_ASSERT(stock.available() >= 0);
    RC_ASSERT(stock.has_changes_in_flight() == !in_flight.empty());
  }
}

} // namespace baro
