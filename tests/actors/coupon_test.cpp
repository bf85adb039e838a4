#include "actors/coupon/coupon.hpp"

#include <boost/multiprecision/cpp_int.hpp>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <limits>
#include <set>

namespace baro {

namespace {

constexpr Epoch epoch = 3;
constexpr Timestamp at{1'790'000'000'000'000};
constexpr CouponId id{7};

/// Holds a price times a percentage whole: a long double rounds it from 2^64 on.
using Product = boost::multiprecision::int128_t;

CouponActivated activated(std::int64_t uses_max, std::int64_t used = 0) {
  CouponActivated result;
  auto& coupon = result.record.coupon;
  coupon.id = id;
  coupon.code = "AUTUMN";
  coupon.amount = 3'000;
  coupon.valid_from = {at.micros - 1'000'000};
  coupon.valid_until = {at.micros + 1'000'000};
  coupon.uses_max = uses_max;
  coupon.used = used;
  result.epoch = epoch;
  return result;
}

HoldCoupon use(std::int64_t change, Won price = 10'000, std::uint64_t request = 0) {
  return {ChangeId{change}, id, price, request};
}

std::optional<std::string> reason_against(const CouponActivated& activated, Timestamp moment = at,
                                          Won price = 10'000) {
  const auto held = Coupon{activated}.hold(use(1, price), moment);
  if (held)
    return std::nullopt;
  EXPECT_EQ(held.error().code, Errc::coupon_invalid);
  EXPECT_EQ(held.error().field, "couponCode");
  return held.error().reason;
}

} // namespace

TEST(CouponTest, TakesOffItsAmountOrItsShare) {
  CouponView coupon;
  coupon.amount = 3'000;
  EXPECT_EQ(discount_of(coupon, 10'000), 3'000);
  EXPECT_EQ(discount_of(coupon, 2'000), 2'000) << "more than it costs";
  coupon = {};
  coupon.percent = 15;
  EXPECT_EQ(discount_of(coupon, 12'990), 1'948) << "not rounded down";
  coupon.discount_max = 1'000;
  EXPECT_EQ(discount_of(coupon, 12'990), 1'000);
  coupon = {};
  coupon.percent = 100;
  EXPECT_EQ(discount_of(coupon, 12'990), 12'990);
}

RC_GTEST_PROP(CouponTest, TakesOffNothingNegativeAndNeverMoreThanThereIs, ()) {
  CouponView coupon;
  if (*rc::gen::arbitrary<bool>())
    coupon.percent = *rc::gen::inRange<std::int64_t>(1, 101);
  else
    coupon.amount = *rc::gen::inRange<Won>(1, 1'000'000'001);
  if (*rc::gen::arbitrary<bool>())
    coupon.discount_max = *rc::gen::inRange<Won>(1, 1'000'000'001);
  const auto price = *rc::gen::inRange<Won>(0, std::numeric_limits<Won>::max());
  const auto discount = discount_of(coupon, price);
  RC_ASSERT(discount >= 0);
  RC_ASSERT(discount <= price);
  RC_ASSERT(!coupon.discount_max || discount <= *coupon.discount_max);
  if (coupon.percent && !coupon.discount_max)
    RC_ASSERT(discount == Product{price} * *coupon.percent / 100);
}

TEST(CouponTest, ItsLastUseIsHeldOnce) {
  Coupon coupon{activated(1)};
  const auto first = coupon.hold(use(1), at);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->code, "AUTUMN");
  EXPECT_EQ(first->redeemed.epoch, epoch);
  EXPECT_EQ(first->redeemed.discount, 3'000);
  EXPECT_EQ(coupon.hold(use(2), at).error().code, Errc::coupon_used_up);
  EXPECT_TRUE(coupon.hold(use(1), at)) << "asked again for the same order";
}

TEST(CouponTest, ATryIsNotRefusedForTheUseThatItsEarlierTryHolds) {
  Coupon coupon{activated(1)};
  ASSERT_TRUE(coupon.hold(use(1, 10'000, 77), at));
  EXPECT_EQ(coupon.hold(use(2, 10'000, 77), at).error().code, Errc::idempotency_key_in_use);
  EXPECT_EQ(coupon.hold(use(3, 10'000, 78), at).error().code, Errc::coupon_used_up);
  EXPECT_EQ(coupon.hold(use(4), at).error().code, Errc::coupon_used_up);
}

TEST(CouponTest, AnOrderThatCameToNothingGivesItsUseBack) {
  Coupon coupon{activated(1)};
  ASSERT_TRUE(coupon.hold(use(1), at));
  coupon.settle(ChangeId{1}, epoch - 1, ChangeOutcome::aborted);
  EXPECT_FALSE(coupon.hold(use(2), at)) << "settled under another epoch";
  coupon.settle(ChangeId{1}, epoch, ChangeOutcome::aborted);
  EXPECT_TRUE(coupon.hold(use(2), at));
  coupon.settle(ChangeId{2}, epoch, ChangeOutcome::committed);
  EXPECT_FALSE(coupon.hold(use(3), at));
}

TEST(CouponTest, SaysWhatStandsInTheWay) {
  EXPECT_EQ(reason_against(activated(1)), std::nullopt);
  EXPECT_EQ(reason_against(activated(1), {at.micros - 1'000'001}), "is not valid yet");
  EXPECT_EQ(reason_against(activated(1), {at.micros + 1'000'001}), "is no longer valid");
  EXPECT_EQ(reason_against(activated(1), {at.micros + 1'000'000}), std::nullopt);
  auto paused = activated(1);
  paused.record.coupon.status = CouponStatus::PAUSED;
  EXPECT_EQ(reason_against(paused), "is paused");
  auto dear = activated(1);
  dear.record.coupon.price_min = 10'000;
  EXPECT_EQ(reason_against(dear), std::nullopt);
  EXPECT_EQ(reason_against(dear, at, 9'999),
            "needs an order of at least 10000 won of what it counts for");
}

TEST(CouponTest, WhatIsGivenBackCountsOnceHoweverOftenItIsRead) {
  auto kept = activated(1);
  Coupon coupon{kept};
  ASSERT_TRUE(coupon.hold(use(1), at));
  coupon.settle(ChangeId{1}, epoch, ChangeOutcome::committed);
  EXPECT_EQ(coupon.left(), 0);
  kept.record.coupon.used = 0;
  kept.record.given_back = 1;
  coupon.refresh(kept.record);
  coupon.refresh(kept.record);
  EXPECT_EQ(coupon.left(), 1);
}

TEST(CouponTest, MoreUsesAreThereAtOnceAndFewerLeaveNone) {
  auto kept = activated(1, 1);
  Coupon coupon{kept};
  EXPECT_FALSE(coupon.hold(use(1), at));
  kept.record.coupon.uses_max = 2;
  coupon.refresh(kept.record);
  EXPECT_TRUE(coupon.hold(use(1), at));
  kept.record.coupon.uses_max = 1;
  coupon.refresh(kept.record);
  EXPECT_EQ(coupon.hold(use(2), at).error().code, Errc::coupon_used_up);
  EXPECT_EQ(coupon.left(), -1);
}

// Against the database as a number: orders begin, end, and are cancelled, and what is given back is
// read late.
RC_GTEST_PROP(CouponTest, IsNeverAheadOfTheDatabaseWhateverHappens, ()) {
  auto kept = activated(*rc::gen::inRange<std::int64_t>(0, 10));
  Coupon coupon{kept};
  std::set<std::int64_t> in_flight;
  const auto steps = *rc::gen::inRange(1, 200);
  for (int step = 0; step < steps; ++step) {
    const auto change = *rc::gen::inRange<std::int64_t>(1, 30);
    switch (*rc::gen::inRange(0, 5)) {
      case 0:
        if (coupon.hold(use(change), at))
          in_flight.insert(change);
        break;
      case 1:
        coupon.settle(ChangeId{change}, epoch, ChangeOutcome::committed);
        kept.record.coupon.used += static_cast<std::int64_t>(in_flight.erase(change));
        break;
      case 2:
        coupon.settle(ChangeId{change}, epoch, ChangeOutcome::aborted);
        in_flight.erase(change);
        break;
      case 3:
        if (kept.record.coupon.used > 0) {
          --kept.record.coupon.used;
          ++kept.record.given_back;
        }
        break;
      case 4: coupon.refresh(kept.record); break;
    }
    const auto& now = kept.record.coupon;
    RC_ASSERT(now.used + static_cast<std::int64_t>(in_flight.size()) <= now.uses_max);
    RC_ASSERT(coupon.left() >= 0);
    RC_ASSERT(coupon.has_changes_in_flight() == !in_flight.empty());
  }
  coupon.refresh(kept.record);
  RC_ASSERT(coupon.left()
            == kept.record.coupon.uses_max - kept.record.coupon.used
                 - static_cast<std::int64_t>(in_flight.size()));
}

} // namespace baro
