#include "actors/sku/promise.hpp"

#include "actors/sku/stock.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace baro {

namespace {

constexpr Timestamp march{1'790'000'000'000'000};

} // namespace

TEST(PromiseTest, WhatIsHereIsSoldFirst) {
  const Promise promise{10, march};
  EXPECT_FALSE(promise.preordered(3, 13));
  EXPECT_EQ(promise.preordered(5, 13)->quantity, 2);
  EXPECT_EQ(promise.preordered(5, 8)->quantity, 5);
  EXPECT_EQ(promise.preordered(5, 8)->ships_at, march);
  EXPECT_FALSE((Promise{0, std::nullopt}.preordered(5, 5)));
}

TEST(PromiseTest, WhatIsReceivedRedeemsItFirst) {
  Promise promise{10, march};
  EXPECT_EQ(promise.begin_redeeming(4), 4);
  EXPECT_EQ(promise.begin_redeeming(9), 6) << "redeemed what is being redeemed";
  EXPECT_EQ(promise.begin_redeeming(1), 0);
  EXPECT_EQ(promise.promised(), 10) << "counted before it was on disk";
  promise.end_redeeming(4, ChangeOutcome::committed);
  promise.end_redeeming(6, ChangeOutcome::aborted);
  EXPECT_EQ(promise.promised(), 6);
  EXPECT_EQ(promise.begin_redeeming(9), 6);
}

TEST(PromiseTest, WhatWasSoldOfItStaysPromisedHoweverLowTheCap) {
  Promise promise{10, march};
  EXPECT_EQ(*promise.begin_change(4, 3), -3);
  promise.end_change(std::nullopt, ChangeOutcome::committed);
  EXPECT_EQ(promise.promised(), 7);
  EXPECT_EQ(promise.ships_at(), march);
  EXPECT_EQ(*promise.begin_change(0, 0), 0);
  promise.end_change(std::nullopt, ChangeOutcome::committed);
  EXPECT_EQ(*promise.begin_change(9, 0), 2);
}

TEST(PromiseTest, OneChangeAtATime) {
  Promise promise{10, march};
  ASSERT_TRUE(promise.begin_change(0, 10));
  EXPECT_EQ(promise.begin_change(20, 10).error().code, Errc::unavailable);
  EXPECT_EQ(promise.begin_redeeming(5), 0) << "redeemed what is just taken back";
  promise.end_change(std::nullopt, ChangeOutcome::aborted);
  EXPECT_EQ(promise.begin_redeeming(5), 5);
  EXPECT_EQ(promise.begin_change(20, 10).error().code, Errc::unavailable);
}

// One SKU that sells, receives and promises, one change after the other: the units that are owed
// are never more than the promise, and those on hand never fewer than none.
RC_GTEST_PROP(PromiseTest, IsAlwaysAsLargeAsWhatIsOwed, ()) {
  Promise promise{0, std::nullopt};
  Quantity on_hand = *rc::gen::inRange<Quantity>(0, 10);
  Quantity received = on_hand;
  Quantity sold = 0;
  const auto steps = *rc::gen::inRange(1, 100);
  for (int step = 0; step < steps; ++step) {
    const auto units = *rc::gen::inRange<Quantity>(1, 12);
    const auto outcome = *rc::gen::element(ChangeOutcome::committed, ChangeOutcome::committed,
                                           ChangeOutcome::aborted);
    const bool committed = outcome == ChangeOutcome::committed;
    switch (*rc::gen::inRange(0, 3)) {
      case 0: // an order
        if (units <= on_hand) {
          const auto preordered = promise.preordered(units, on_hand);
          RC_ASSERT(!preordered || preordered->quantity <= std::min(units, promise.promised()));
          on_hand -= units;
          sold += units;
        }
        break;
      case 1: { // a receipt
        const auto redeemed = promise.begin_redeeming(units);
        promise.end_redeeming(redeemed, outcome);
        if (committed) {
          received += units;
          on_hand += units - redeemed;
        }
        break;
      }
      case 2: { // another cap
        const auto delta = *promise.begin_change(*rc::gen::inRange<Quantity>(0, 20), on_hand);
        promise.end_change(march, outcome);
        if (committed)
          on_hand += delta;
        break;
      }
    }
    RC_ASSERT(on_hand >= 0);
    RC_ASSERT(received + promise.promised() - sold == on_hand);
  }
}

} // namespace baro
