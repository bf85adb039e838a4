#include "actors/credit/credit_actor.hpp"

#include "protocol/wire.hpp"
#include "tests/support/actor_test.hpp"

namespace baro {

using namespace std::chrono_literals;

namespace {

constexpr UserId shopper{5};
constexpr FittingId first{101};
constexpr FittingId second{102};
constexpr std::chrono::seconds wait_max{60};

} // namespace

/// The test plays the store.
class CreditActorTest : public test::ActorTest {
protected:
  CreditServices services{
    played<FittingStoreActor>(), clock, {.limits = {2, 1'200s}, .reserved_max = 2}};
  CreditActor credit = spawn<CreditImpl>(shopper, CreditsRecord{{}, 4}, services);

  Timestamp in(std::chrono::microseconds span) const { return {time.micros + span.count()}; }

  test::Pending<Done> reserve(FittingId fitting, std::optional<std::string> key = {}) {
    return ask<Done>(credit, ReserveCredit{shopper, fitting, in(wait_max), std::move(key)});
  }

  test::Pending<CreditTaken> take(FittingId fitting, std::optional<Idempotency> key = {}) {
    return ask<CreditTaken>(
      credit, TakeCredit{shopper, fitting, "made/" + std::to_string(fitting.value), key});
  }

  void release(FittingId fitting) {
    caf::anon_send(caf::actor_cast<caf::actor>(credit), ReleaseCredit{fitting});
    run();
  }

  void save() { answer<CommitFitting>(FittingCommitted{}); }

  std::int64_t left() { return view().credits; }
  CreditsView view() { return ask<CreditsView>(credit, GetCredits{shopper}).value(); }
  bool is_alive() { return ask<bool>(credit, Passivate{}).succeeded(); }
};

TEST_F(CreditActorTest, TakesACreditOnceThatIsOnDisk) {
  reserve(first);
  auto taken = take(first);
  EXPECT_TRUE(taken.pending());
  answer_with<CommitFitting>([&](const CommitFitting& commit) -> caf::result<FittingCommitted> {
    EXPECT_EQ(commit.user, shopper);
    EXPECT_EQ(commit.fitting, first);
    EXPECT_EQ(commit.credits.version, 5);
    EXPECT_EQ(commit.credits.full_at, in(1'200s));
    EXPECT_FALSE(commit.idempotency);
    return FittingCommitted{};
  });
  EXPECT_EQ(taken.value().fitting, first);
  EXPECT_EQ(left(), 1);
}

TEST_F(CreditActorTest, OneCreditIsSetAsideForOneOfManyThatComeAtOnce) {
  reserve(first);
  take(first);
  save();
  EXPECT_TRUE(reserve(second).succeeded());
  EXPECT_EQ(reserve(FittingId{103}).error(), Errc::credits_exhausted);
  EXPECT_EQ(left(), 0);
  EXPECT_EQ(view().next_credit_at, in(1'200s));
}

TEST_F(CreditActorTest, WhatIsReleasedCanBeReservedAnew) {
  reserve(first);
  reserve(second);
  release(first);
  EXPECT_TRUE(nothing_asked());
  EXPECT_EQ(left(), 1);
  EXPECT_TRUE(reserve(FittingId{103}).succeeded());
}

TEST_F(CreditActorTest, ReservingAgainChangesNothing) {
  EXPECT_TRUE(reserve(first).succeeded());
  EXPECT_TRUE(reserve(first).succeeded());
  EXPECT_EQ(left(), 1);
}

TEST_F(CreditActorTest, WhatNobodyCameForIsForgottenInTime) {
  reserve(first);
  reserve(second);
  pass(wait_max);
  EXPECT_EQ(left(), 0);
  pass(1ms);
  EXPECT_EQ(left(), 2);
}

TEST_F(CreditActorTest, MoreAtOnceThanAreAllowedAreRefusedThoughThereAreCredits) {
  services.config.reserved_max = 1;
  reserve(first);
  EXPECT_EQ(reserve(second).error(), Errc::rate_limited);
}

TEST_F(CreditActorTest, ARepeatWhileTheFirstRequestIsRunningIsRefused) {
  reserve(first, "key");
  EXPECT_EQ(reserve(second, "key").error(), Errc::idempotency_key_in_use);
  EXPECT_TRUE(reserve(FittingId{103}, "another").succeeded());
}

TEST_F(CreditActorTest, AKeyIsCommittedWithTheAnswer) {
  reserve(first, "key");
  take(first, Idempotency{"key", "print"});
  answer_with<CommitFitting>([](const CommitFitting& commit) -> caf::result<FittingCommitted> {
    const auto stored = from_wire<CreditTaken>(commit.idempotency.value().answer);
    EXPECT_EQ(stored->object_key, "made/101");
    EXPECT_EQ(commit.idempotency->user, shopper);
    return FittingCommitted{};
  });
}

TEST_F(CreditActorTest, WhatWasTakenBeforeIsNotTakenAgainAndItStartsAnewFromDisk) {
  auto taken = take(second, Idempotency{"key", "print"});
  answer<CommitFitting>(FittingCommitted{CreditTaken{first, "made/101"}});
  EXPECT_EQ(taken.value().fitting, first);
  EXPECT_EQ(taken.value().object_key, "made/101");
  EXPECT_FALSE(is_alive());
}

TEST_F(CreditActorTest, AFailedSaveMakesItStartAnewFromDisk) {
  reserve(first);
  auto taken = take(first);
  refuse<CommitFitting, FittingCommitted>(Errc::fenced);
  EXPECT_EQ(taken.error(), Errc::fenced);
  EXPECT_FALSE(is_alive());
}

TEST_F(CreditActorTest, WokenElsewhereItGivesACreditOnlyIfOneIsNotSetAside) {
  take(FittingId{100});
  save();
  EXPECT_TRUE(reserve(second).succeeded());
  EXPECT_EQ(take(first).error(), Errc::credits_exhausted) << "that one is for the second";
  auto taken = take(second);
  save();
  EXPECT_TRUE(taken.succeeded());
}

TEST_F(CreditActorTest, SleepsWhileSomethingIsSetAsideButNotWhileItIsBeingTaken) {
  reserve(first);
  EXPECT_TRUE(ask<bool>(credit, Passivate{}).value());
  take(first);
  EXPECT_FALSE(ask<bool>(credit, Passivate{}).value());
  save();
  EXPECT_TRUE(ask<bool>(credit, Passivate{}).value());
}

TEST_F(CreditActorTest, CreditsComeBackWithTime) {
  for (const auto fitting : {first, second}) {
    reserve(fitting);
    take(fitting);
    save();
  }
  EXPECT_EQ(reserve(FittingId{103}).error(), Errc::credits_exhausted);
  const auto next = view().next_credit_at.value();
  EXPECT_EQ(next, in(1'200s));
  pass(1'200s);
  EXPECT_TRUE(reserve(FittingId{103}).succeeded());
}

} // namespace baro
