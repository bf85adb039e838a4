#include "tests/support/entity_test.hpp"

#include <caf/stateful_actor.hpp>

namespace baro {

namespace {

constexpr Address address{EntityKind::sku, 1};

/// Says how many messages it got. Sleeps when told that it may.
class CounterState {
public:
  static constexpr const char* name = "counter";

  CounterState(caf::event_based_actor* self, const bool& may_sleep)
    : self_(self), may_sleep_(may_sleep) {}

  caf::behavior make_behavior() {
    return {
      [this](FindOffers) { return ++count_; },
      [this](ActivateSku) { self_->quit(to_caf(Errc::fenced)); },
      [this](Passivate) { return may_sleep_; },
    };
  }

private:
  caf::event_based_actor* self_;
  const bool& may_sleep_;
  std::int64_t count_ = 0;
};

using Counter = caf::stateful_actor<CounterState>;

} // namespace

class ShardTest : public test::EntityTest {
protected:
  ShardTest() {
    factory.makers[address] = [this]() -> Result<caf::actor> {
      return caf::actor{system.spawn<Counter>(std::cref(may_sleep))};
    };
  }

  test::Pending<std::int64_t> count() { return ask_entity<std::int64_t>(address, FindOffers{}); }

  void idle() { pass(shard_config.idle_max + shard_config.sweep_interval); }

  bool may_sleep = true;
};

TEST_F(ShardTest, TheFirstMessageWakesAnEntityOnce) {
  factory.hold_back = true;
  auto first = count();
  auto second = count();
  EXPECT_TRUE(first.pending());
  EXPECT_EQ(factory.wakes[address], 1);
  factory.held_back.at(0)();
  run();
  EXPECT_EQ(first.value(), 1);
  EXPECT_EQ(second.value(), 2);
}

TEST_F(ShardTest, AnIdleEntityLeavesMemoryAndComesBack) {
  EXPECT_EQ(count().value(), 1);
  idle();
  EXPECT_EQ(cluster_metrics.of(EntityKind::sku).awake.Value(), 0);
  EXPECT_EQ(count().value(), 1) << "it is a new one";
  EXPECT_EQ(factory.wakes[address], 2);
}

TEST_F(ShardTest, ABusyEntityStays) {
  EXPECT_EQ(count().value(), 1);
  may_sleep = false;
  idle();
  EXPECT_EQ(count().value(), 2);
}

TEST_F(ShardTest, AUsedEntityStays) {
  EXPECT_EQ(count().value(), 1);
  for (int i = 0; i < 3; ++i) {
    pass(shard_config.idle_max / 2);
    count();
  }
  EXPECT_EQ(factory.wakes[address], 1);
}

TEST_F(ShardTest, ADeadEntityIsWokenByTheNextMessage) {
  EXPECT_EQ(count().value(), 1);
  ask_entity<Done>(address, ActivateSku{});
  EXPECT_EQ(cluster_metrics.of(EntityKind::sku).awake.Value(), 0);
  EXPECT_EQ(count().value(), 1);
}

TEST_F(ShardTest, WhatDoesNotExistAnswersSoAndTakesNoMemory) {
  const Address unknown{EntityKind::sku, 404};
  EXPECT_EQ((ask_entity<std::int64_t>(unknown, FindOffers{}).error()), Errc::not_found);
  EXPECT_EQ(cluster_metrics.of(EntityKind::sku).awake.Value(), 0);
}

TEST_F(ShardTest, ASleepingEntityIsNotWokenForWhatDoesNotInterestIt) {
  EXPECT_TRUE(ask<Done>(shard, if_awake(address, FindOffers{})).succeeded());
  EXPECT_EQ(factory.wakes.count(address), 0u);
}

TEST_F(ShardTest, OnlySoManyMessagesWaitForOneEntity) {
  factory.hold_back = true;
  std::vector<test::Pending<std::int64_t>> waiting;
  for (std::size_t i = 0; i < shard_config.waiting_max; ++i)
    waiting.push_back(count());
  EXPECT_EQ(count().error(), Errc::overloaded);
  factory.held_back.at(0)();
  run();
  EXPECT_TRUE(waiting.back().succeeded());
}

} // namespace baro
