#include "actors/coupon/coupon_actor.hpp"

#include "tests/support/actor_test.hpp"

namespace baro {

namespace {

constexpr CouponId id{7};
constexpr Epoch epoch = 3;

} // namespace

class CouponActorTest : public test::ActorTest {
protected:
  // The test plays the reader.
  const CouponServices services{played<ReaderActor>(), clock, {}};

  CouponActivated kept(std::int64_t uses_max) const {
    CouponActivated result;
    auto& coupon = result.record.coupon;
    coupon.id = id;
    coupon.code = "AUTUMN";
    coupon.amount = 3'000;
    coupon.valid_from = {time.micros - 1};
    coupon.valid_until = {time.micros + 3'600'000'000};
    coupon.uses_max = uses_max;
    result.epoch = epoch;
    return result;
  }

  const CouponActor actor = spawn<CouponImpl>(kept(1), services);

  test::Pending<CouponHeld> hold(std::int64_t change) {
    return ask<CouponHeld>(actor, HoldCoupon{ChangeId{change}, id, 10'000});
  }

  void settle(std::int64_t change, ChangeOutcome outcome) {
    caf::anon_send(actor, SettleCoupon{ChangeId{change}, id, epoch, outcome});
    run();
  }

  test::Pending<Done> refresh() { return ask<Done>(actor, RefreshCoupon{id}); }

  void read(CouponRecord record) { answer<LoadCoupon>(std::move(record)); }
};

TEST_F(CouponActorTest, TheLastUseIsHeldOnceWhileTheFirstCommitIsStillRunning) {
  EXPECT_EQ(hold(1).value().redeemed.discount, 3'000);
  EXPECT_EQ(hold(2).error(), Errc::coupon_used_up);
  settle(1, ChangeOutcome::aborted);
  EXPECT_TRUE(hold(2).succeeded());
}

TEST_F(CouponActorTest, EndsWhenANewerActivationHasWritten) {
  hold(1);
  settle(1, ChangeOutcome::fenced);
  EXPECT_EQ(hold(2).error(), Errc::deadline_passed) << "it goes on";
}

TEST_F(CouponActorTest, ActivatesItselfAnewWhenAVerdictIsOverdue) {
  hold(1);
  pass(services.config.verdict_wait_max + std::chrono::seconds{1});
  EXPECT_EQ(hold(2).error(), Errc::fenced);
}

TEST_F(CouponActorTest, SaysWhyNotInItsError) {
  pass(std::chrono::hours{2});
  const auto refused = hold(1);
  EXPECT_EQ(refused.error(), Errc::coupon_invalid);
  EXPECT_EQ(refused.failure().field, "couponCode");
  EXPECT_EQ(refused.failure().reason, "is no longer valid");
}

TEST_F(CouponActorTest, AUseThatWasGivenBackIsThereForTheNext) {
  hold(1);
  settle(1, ChangeOutcome::committed);
  EXPECT_EQ(hold(2).error(), Errc::coupon_used_up);
  refresh();
  auto record = kept(1).record;
  record.given_back = 1;
  read(record);
  EXPECT_TRUE(hold(3).succeeded());
}

TEST_F(CouponActorTest, IsPausedOnceNobodyIsBeingGivenItAnyMore) {
  hold(1);
  auto paused = refresh();
  auto record = kept(1).record;
  record.coupon.status = CouponStatus::PAUSED;
  read(record);
  EXPECT_TRUE(paused.pending()) << "an order in flight still gets it";
  EXPECT_EQ(hold(2).error(), Errc::coupon_invalid);
  settle(1, ChangeOutcome::committed);
  EXPECT_TRUE(paused.succeeded());
}

TEST_F(CouponActorTest, WhatItCannotReadAgainIsReadByTheNextActivation) {
  auto refreshed = refresh();
  refuse<LoadCoupon, CouponRecord>(Errc::unavailable);
  EXPECT_TRUE(refreshed.succeeded());
  EXPECT_EQ(hold(1).error(), Errc::deadline_passed);
}

TEST_F(CouponActorTest, SleepsOnlyWhileNothingIsInFlight) {
  EXPECT_TRUE(ask<bool>(actor, Passivate{}).value());
  hold(1);
  EXPECT_FALSE(ask<bool>(actor, Passivate{}).value());
  settle(1, ChangeOutcome::committed);
  EXPECT_TRUE(ask<bool>(actor, Passivate{}).value());
  refresh();
  EXPECT_FALSE(ask<bool>(actor, Passivate{}).value());
  read(kept(1).record);
  EXPECT_TRUE(ask<bool>(actor, Passivate{}).value());
}

} // namespace baro
