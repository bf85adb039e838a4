#include "persistence/order_queries.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/stock_commit_test.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace baro {
namespace {

// Shirts are sold before they are received.
class PreordersTest : public StockCommitTest {
protected:
  PreordersTest() : StockCommitTest(100) {
    run("UPDATE inventory SET on_hand = 0, ledger_seq = 2;"
        "INSERT INTO stock_movements (sku_id, ledger_seq, delta, reason, balance)"
        " VALUES (1001, 2, -100, 'ADJUSTMENT', 0)");
  }

  static constexpr Timestamp march{1'790'000'000'000'000};

  static CommitStock promised(std::int64_t change, Quantity delta, Timestamp ships_at = march) {
    return {PreorderSet{ChangeId{change}, shirt, delta, ships_at, now(), 5}, {}};
  }

  static CommitStock received(std::int64_t change, Quantity units, Quantity redeemed) {
    return {
      StockMoved{ChangeId{change}, shirt, units, MovementReason::RECEIPT, {}, now(), 5, redeemed},
      {}};
  }

  static CommitStock preordered(std::int64_t id, Quantity units) {
    return {OrderPlaced{OrderId{id},
                        shopper,
                        "Seoul",
                        1'000 * units,
                        now(),
                        {{shirt, ProductId{1}, units, 1'000, 5, PreorderedUnits{units, march}}},
                        {},
                        {}},
            {}};
  }

  Quantity promised() { return number("SELECT promised FROM inventory"); }

  std::vector<Shortage> unreceived(std::int64_t order) {
    return value_of(answer(database(), FindUnreceived{OrderId{order}})).all;
  }
};

TEST_F(PreordersTest, APromiseIsSoldAndRedeemedAndTheLedgerSaysSo) {
  EXPECT_EQ(commit({promised(1, 10)}), Errors(1));
  EXPECT_EQ(on_hand(), 10);
  EXPECT_EQ(promised(), 10);
  EXPECT_EQ(commit({preordered(1, 4)}), Errors(1));
  expect_sound();
  EXPECT_EQ(commit({received(2, 12, 10), promised(3, 5)}), Errors(2));
  EXPECT_EQ(on_hand(), 13);
  EXPECT_EQ(promised(), 5);
  EXPECT_EQ(number("SELECT sum(delta)::bigint FROM ledger WHERE reason = 'PREORDER'"), 5);
  const auto report = value_of(audit(database()));
  EXPECT_FALSE(report.violation) << report.violation->what;
  EXPECT_EQ(report.summary.promised, 5);
  run("UPDATE inventory SET promised = 4");
  EXPECT_THAT(value_of(audit(database())).violation->what,
              testing::HasSubstr("has promised another number of units"));
}

TEST_F(PreordersTest, NeverMoreThanWasPromised) {
  commit({promised(1, 10)});
  EXPECT_EQ(commit({preordered(1, 11)}), Errors{Errc::fenced});
  EXPECT_EQ(commit({received(2, 20, 11)}), Errors{Errc::internal_error});
  EXPECT_EQ(promised(), 10);
  EXPECT_EQ(on_hand(), 10);
}

TEST_F(PreordersTest, OnlyADateCanChange) {
  commit({promised(1, 10)});
  EXPECT_EQ(commit({promised(2, 0, {1'800'000'000'000'000})}), Errors(1));
  EXPECT_EQ(number("SELECT extract(epoch FROM ships_at)::bigint FROM inventory"), 1'800'000'000);
  EXPECT_EQ(promised(), 10);
  expect_sound();
}

TEST_F(PreordersTest, FindsThatALostCommitHappened) {
  for (const auto& fact : {promised(1, 10), promised(2, 0, {1'800'000'000'000'000})}) {
    StalledCommits stalled{database()};
    std::jthread writer{[&] { EXPECT_EQ(commit({fact}), Errors(1)); }};
    stalled.kill_one("stock_writer");
  }
  EXPECT_EQ(metrics.unknown.Value(), 2);
}

// The date was that one before, and a promise that is taken back has none: neither tells what
// became of the order beside it.
TEST_F(PreordersTest, ALostCommitIsNotJudgedByADate) {
  commit({promised(1, 10)});
  {
    StalledCommits stalled{database()};
    std::jthread writer{[&] {
      auto none = promised(2, 0);
      std::get<PreorderSet>(none.fact).ships_at.reset();
      EXPECT_EQ(commit({none, preordered(1, 4)}), Errors(2));
    }};
    stalled.kill_one("stock_writer");
  }
  EXPECT_EQ(orders(), 1);
  die_at_commit(database(), "orders");
  EXPECT_EQ(commit({promised(3, 0), preordered(2, 4)}),
            (Errors{Errc::unavailable, Errc::unavailable}));
  EXPECT_EQ(orders(), 1);
}

TEST_F(PreordersTest, AnOrderShowsWhichItemsWillComeAndWhen) {
  commit({promised(1, 10), preordered(1, 4)});
  const auto item = value_of(answer(database(), LoadOrder{OrderId{1}})).view.items.at(0);
  EXPECT_TRUE(item.preorder);
  EXPECT_EQ(item.ships_at, march);
}

TEST_F(PreordersTest, WhoOrderedFirstGetsWhatComesFirst) {
  commit({promised(1, 10)});
  commit({preordered(1, 4), preordered(2, 3)});
  ASSERT_EQ(unreceived(1).size(), 1u);
  EXPECT_EQ(unreceived(1)[0].requested, 4);
  EXPECT_EQ(unreceived(1)[0].available, 0);
  commit({received(2, 5, 5)});
  EXPECT_THAT(unreceived(1), testing::IsEmpty());
  ASSERT_EQ(unreceived(2).size(), 1u);
  EXPECT_EQ(unreceived(2)[0].available, 1);
  commit({received(3, 2, 2)});
  EXPECT_THAT(unreceived(2), testing::IsEmpty());
  EXPECT_THAT(unreceived(404), testing::IsEmpty());
}

TEST_F(PreordersTest, WhatACancelledOrderGivesBackGoesToTheOthers) {
  commit({promised(1, 10)});
  commit({preordered(1, 4), preordered(2, 3), received(2, 4, 4)});
  EXPECT_FALSE(unreceived(2).empty());
  EXPECT_EQ(commit({{cancellation(1, 4), {}}}), Errors(1));
  EXPECT_THAT(unreceived(2), testing::IsEmpty());
  expect_sound();
}

} // namespace
} // namespace baro
