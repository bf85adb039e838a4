#include "tests/support/entity_test.hpp"

#include <caf/stateful_actor.hpp>

namespace baro {

namespace {

constexpr Address address{EntityKind::sku, 1};
constexpr Incarnation other{2};

/// Answers questions at once, and goes to sleep when told that it may.
class BusyState {
public:
  static constexpr const char* name = "busy";

  BusyState(caf::event_based_actor*, const bool& may_sleep, int& settled)
    : may_sleep_(may_sleep), settled_(settled) {}

  caf::behavior make_behavior() {
    return {
      [](FindOffers) { return std::int64_t{1}; },
      [this](SettleStock) { ++settled_; },
      [this](Passivate) { return may_sleep_; },
    };
  }

private:
  const bool& may_sleep_;
  int& settled_;
};

using Busy = caf::stateful_actor<BusyState>;

} // namespace

class ShardMoveTest : public test::EntityTest {
protected:
  ShardMoveTest() {
    factory.makers[address] = [this]() -> Result<caf::actor> {
      return caf::actor{system.spawn<Busy>(std::cref(may_sleep), std::ref(settled))};
    };
  }

  test::Pending<std::int64_t> question() { return ask_entity<std::int64_t>(address, FindOffers{}); }

  void plan_move() { assign({.shard = 0, .owner = me, .next_owner = other, .epoch = 2}); }

  /// Whether the shard has said that it can be handed over.
  bool has_drained() {
    bool drained = false;
    self->receive([&](const ShardDrained& shard) { drained = shard.row.next_owner == other; },
                  caf::after(std::chrono::seconds{0}) >> [] {});
    return drained;
  }

  bool may_sleep = true;
  int settled = 0;
};

TEST_F(ShardMoveTest, AnIdleShardIsHandedOverAtOnce) {
  EXPECT_EQ(question().value(), 1);
  plan_move();
  EXPECT_TRUE(has_drained());
  EXPECT_EQ(cluster_metrics.of(EntityKind::sku).awake.Value(), 0);
}

TEST_F(ShardMoveTest, WhatIsInFlightIsWaitedForAndWhatEndsItGetsThrough) {
  question();
  may_sleep = false;
  plan_move();
  EXPECT_FALSE(has_drained());
  caf::anon_send(shard, if_awake(address, SettleStock{}));
  run();
  EXPECT_EQ(settled, 1);
  may_sleep = true;
  pass(shard_config.drain_look_interval);
  EXPECT_TRUE(has_drained());
}

TEST_F(ShardMoveTest, TheWaitForWhatIsInFlightHasAnEnd) {
  question();
  may_sleep = false;
  plan_move();
  pass(shard_config.drain_max + shard_config.drain_look_interval);
  EXPECT_TRUE(has_drained());
  EXPECT_EQ(cluster_metrics.of(EntityKind::sku).awake.Value(), 0);
}

TEST_F(ShardMoveTest, QuestionsWaitForTheNewOwnerAndGoThere) {
  plan_move();
  auto waiting = question();
  EXPECT_TRUE(waiting.pending());
  std::vector<Envelope> sent;
  caf::actor far{system.spawn([&sent](caf::event_based_actor*) -> caf::behavior {
    return {[&sent](const Envelope& envelope) {
      sent.push_back(envelope);
      return std::int64_t{7};
    }};
  })};
  assign({.shard = 0, .owner = other, .epoch = 3}, far);
  EXPECT_EQ(waiting.value(), 7);
  EXPECT_EQ(question().value(), 7);
  EXPECT_EQ(sent.size(), 2u);
  EXPECT_EQ(factory.wakes.count(address), 0u);
}

TEST_F(ShardMoveTest, AMoveThatIsCalledOffLetsTheShardGoOn) {
  plan_move();
  auto waiting = question();
  assign({.shard = 0, .owner = me, .epoch = 3});
  EXPECT_EQ(waiting.value(), 1);
}

TEST_F(ShardMoveTest, WhileItIsHandedOverNotEvenSleepersAreSpokenFor) {
  plan_move();
  ASSERT_TRUE(has_drained());
  auto news = ask<Done>(shard, if_awake(address, RefreshOffer{}));
  EXPECT_TRUE(news.pending()) << "the new owner may have woken it already";
}

TEST_F(ShardMoveTest, WithoutAnOwnerQuestionsWaitAndAreRefusedInTheEnd) {
  assign({.shard = 0, .owner = other, .epoch = 2});
  auto waiting = question();
  pass(shard_config.owner_wait_max / 2);
  EXPECT_TRUE(waiting.pending());
  pass(shard_config.owner_wait_max);
  EXPECT_EQ(waiting.error(), Errc::unavailable);
}

TEST_F(ShardMoveTest, WithoutALeaseNothingIsAnswered) {
  EXPECT_EQ(question().value(), 1);
  standing.prolong_lease(Standing::Moment::min());
  auto waiting = question();
  EXPECT_TRUE(waiting.pending());
  EXPECT_EQ((ask<std::int64_t>(shard, FromPeer{envelope(address, FindOffers{})}).error()),
            Errc::not_here);
  standing.prolong_lease(Standing::Moment::max());
  pass(shard_config.owner_look_interval);
  EXPECT_EQ(waiting.value(), 1) << "nobody else could have become the owner";
}

TEST_F(ShardMoveTest, APeerThatAsksTheWrongNodeIsToldSo) {
  assign({.shard = 0, .owner = other, .epoch = 2});
  EXPECT_EQ((ask<std::int64_t>(shard, FromPeer{envelope(address, FindOffers{})}).error()),
            Errc::not_here);
}

TEST_F(ShardMoveTest, AShardThatHasDrainedGoesToWhomeverALaterPlanSays) {
  plan_move();
  ASSERT_TRUE(has_drained());
  assign({.shard = 0, .owner = me, .next_owner = Incarnation{3}, .epoch = 3});
  std::int64_t epoch = 0;
  self->receive([&](const ShardDrained& shard) { epoch = shard.row.epoch; },
                caf::after(std::chrono::seconds{0}) >> [] {});
  EXPECT_EQ(epoch, 3);
}

} // namespace baro
