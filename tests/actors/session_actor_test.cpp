#include "actors/session/session_actor.hpp"

#include "tests/support/actor_test.hpp"

namespace baro {

namespace {

const std::string secret_hash(32, 's');
constexpr SessionId id{3};

} // namespace

/// The test plays the store.
class SessionActorTest : public test::ActorTest {
protected:
  const SessionServices services{played<SessionStoreActor>(), clock, {.rate = {1, 3}}};
  const SessionActor session = spawn<SessionImpl>(
    SessionRecord{id, secret_hash, UserId{5}, Role::STORE_OWNER, "agent", time, time}, services);

  test::Pending<SessionUser> resolve(const std::string& hash = secret_hash) {
    return ask<SessionUser>(session, ResolveSession{id, hash});
  }
};

TEST_F(SessionActorTest, KnowsWhoseItIs) {
  EXPECT_EQ(resolve().value().caller.user, UserId{5});
  EXPECT_EQ(resolve().value().caller.role, Role::STORE_OWNER);
}

TEST_F(SessionActorTest, AWrongSecretOpensNothing) {
  EXPECT_EQ(resolve(std::string(32, 'x')).error(), Errc::not_logged_in);
  EXPECT_EQ(resolve("").error(), Errc::not_logged_in);
}

TEST_F(SessionActorTest, CountsItsRequests) {
  EXPECT_EQ(resolve().value().rate.remaining, 2);
  resolve();
  resolve();
  EXPECT_FALSE(resolve().value().rate.allowed);
  pass(std::chrono::seconds{1});
  EXPECT_TRUE(resolve().value().rate.allowed);
}

TEST_F(SessionActorTest, SlidesWithUseAndExpiresWithout) {
  for (int i = 0; i < 4; ++i) {
    pass(services.config.idle_max - std::chrono::seconds{1});
    EXPECT_TRUE(resolve().succeeded());
    answer_with<TouchSession>([&](const TouchSession& touch) -> caf::result<void> {
      EXPECT_EQ(touch.last_seen_at, time);
      return {};
    });
  }
  pass(services.config.idle_max);
  EXPECT_EQ(resolve().error(), Errc::not_logged_in);
}

TEST_F(SessionActorTest, ExpiresHoweverMuchItIsUsed) {
  const auto use = [&] {
    const bool goes_on = resolve().succeeded();
    if (goes_on)
      answer_with<TouchSession>([](const TouchSession&) -> caf::result<void> { return {}; });
    return goes_on;
  };
  const auto pause = std::chrono::minutes{20};
  for (auto age = pause; age < services.config.age_max; age += pause) {
    pass(pause);
    ASSERT_TRUE(use());
  }
  pass(pause);
  EXPECT_FALSE(use());
  EXPECT_EQ(ask<Done>(session, CheckSession{UserId{5}}).error(), Errc::not_logged_in);
}

TEST_F(SessionActorTest, BeingAskedWhetherItGoesOnIsNoUse) {
  pass(services.config.idle_max - std::chrono::seconds{1});
  EXPECT_TRUE(ask<Done>(session, CheckSession{UserId{5}}).succeeded());
  EXPECT_EQ(ask<Done>(session, CheckSession{UserId{6}}).error(), Errc::not_logged_in);
  pass(std::chrono::seconds{1});
  EXPECT_EQ(ask<Done>(session, CheckSession{UserId{5}}).error(), Errc::not_logged_in);
}

TEST_F(SessionActorTest, TellsTheStoreNotMoreOftenThanNeeded) {
  pass(services.config.touch_interval - std::chrono::seconds{1});
  resolve();
  EXPECT_TRUE(nothing_asked());
}

TEST_F(SessionActorTest, LivesOnWhenTheStoreIsDown) {
  pass(services.config.touch_interval);
  resolve();
  refuse<TouchSession, void>(Errc::unavailable);
  EXPECT_TRUE(resolve().succeeded());
}

// Whoever ends all sessions of a user finds those that the store knows.
TEST_F(SessionActorTest, EndsOnceTheStoreHasLostIt) {
  pass(services.config.touch_interval);
  resolve();
  refuse<TouchSession, void>(Errc::not_found);
  EXPECT_EQ(resolve().error(), Errc::not_logged_in);
  EXPECT_TRUE(ask<bool>(session, Passivate{}).value());
}

TEST_F(SessionActorTest, StaysUntilTheStoreKnowsHowItIs) {
  pass(std::chrono::seconds{1});
  resolve();
  auto refused = ask<bool>(session, Passivate{});
  refuse<TouchSession, void>(Errc::unavailable);
  EXPECT_FALSE(refused.value());
  auto asleep = ask<bool>(session, Passivate{});
  EXPECT_TRUE(asleep.pending());
  answer_with<TouchSession>([&](const TouchSession& touch) -> caf::result<void> {
    EXPECT_EQ(touch.last_seen_at, time);
    EXPECT_EQ(touch.requests_left, 2);
    EXPECT_GT(std::chrono::seconds{touch.ttl_seconds}, services.config.idle_max);
    return {};
  });
  EXPECT_TRUE(asleep.value());
}

TEST_F(SessionActorTest, IsUsedWhileItFallsAsleepAndStays) {
  pass(std::chrono::seconds{1});
  resolve();
  auto asleep = ask<bool>(session, Passivate{});
  pass(std::chrono::seconds{1});
  resolve();
  answer_with<TouchSession>([](const TouchSession&) -> caf::result<void> { return {}; });
  EXPECT_FALSE(asleep.value());
}

TEST_F(SessionActorTest, WakesWithWhatWasLeftOfItsRateLimit) {
  const auto woken = spawn<SessionImpl>(
    SessionRecord{id, secret_hash, UserId{5}, Role::BUYER, "agent", time, time, 0}, services);
  auto ask_it = [&] {
    return ask<SessionUser>(woken, ResolveSession{id, secret_hash}).value().rate.allowed;
  };
  EXPECT_FALSE(ask_it());
  pass(std::chrono::seconds{1});
  EXPECT_TRUE(ask_it());
  EXPECT_FALSE(ask_it());
}

TEST_F(SessionActorTest, AnExpiredSessionMayLeaveMemoryWhateverTheStoreKnows) {
  pass(services.config.touch_interval);
  resolve();
  refuse<TouchSession, void>(Errc::unavailable);
  pass(services.config.idle_max);
  EXPECT_TRUE(ask<bool>(session, Passivate{}).value());
}

TEST_F(SessionActorTest, AClosedSessionIsRefusedAtOnce) {
  auto closed = ask<Done>(session, CloseSession{id, secret_hash});
  EXPECT_EQ(resolve().error(), Errc::not_logged_in);
  answer_with<DeleteSession>([](const DeleteSession&) -> caf::result<void> { return {}; });
  EXPECT_TRUE(closed.succeeded());
  EXPECT_TRUE(ask<bool>(session, Passivate{}).value());
}

TEST_F(SessionActorTest, StaysToRefuseAClosedSessionUntilTheStoreHasForgottenIt) {
  auto closed = ask<Done>(session, CloseSession{id, secret_hash});
  refuse<DeleteSession, void>(Errc::unavailable);
  EXPECT_TRUE(closed.succeeded());
  EXPECT_FALSE(ask<bool>(session, Passivate{}).value());
  pass(services.config.delete_retry_pause);
  answer_with<DeleteSession>([](const DeleteSession&) -> caf::result<void> { return {}; });
  EXPECT_TRUE(ask<bool>(session, Passivate{}).value());
}

TEST_F(SessionActorTest, ItsUserEndsItFromElsewhere) {
  auto ended = ask<Done>(session, EndSession{id, UserId{5}});
  EXPECT_EQ(resolve().error(), Errc::not_logged_in);
  answer_with<DeleteSession>([](const DeleteSession&) -> caf::result<void> { return {}; });
  EXPECT_TRUE(ended.succeeded());
  EXPECT_EQ(ask<Done>(session, EndSession{id, UserId{5}}).error(), Errc::not_found);
}

TEST_F(SessionActorTest, NobodyElseEndsIt) {
  EXPECT_EQ(ask<Done>(session, EndSession{id, UserId{6}}).error(), Errc::not_found);
  EXPECT_TRUE(nothing_asked());
  EXPECT_TRUE(resolve().succeeded());
}

TEST_F(SessionActorTest, CannotBeClosedWithoutItsSecret) {
  ask<Done>(session, CloseSession{id, std::string(32, 'x')});
  EXPECT_TRUE(nothing_asked());
  EXPECT_TRUE(resolve().succeeded());
}

} // namespace baro
