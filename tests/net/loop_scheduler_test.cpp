#include "net/loop_scheduler.hpp"

#include "monitoring/actor_metrics.hpp"
#include "protocol/type_ids.hpp"

#include <boost/asio/post.hpp>
#include <caf/actor_system.hpp>
#include <caf/event_based_actor.hpp>
#include <caf/scoped_actor.hpp>
#include <caf/send.hpp>
#include <caf/stateful_actor.hpp>
#include <gtest/gtest.h>

#include <atomic>
#include <future>

namespace baro {
namespace {

using namespace std::chrono_literals;

class LoopSchedulerTest : public testing::Test {
protected:
  struct Config : caf::actor_system_config {
    Config(Loops& loops, ActorMetrics& metrics) { LoopScheduler::use(*this, loops, metrics); }
  };

  template <class T>
  static T value_of(std::future<T> future) {
    if (future.wait_for(20s) != std::future_status::ready)
      throw std::runtime_error{"nothing has happened"};
    return future.get();
  }

  prometheus::Registry registry;
  ActorMetrics metrics{registry};
  Loops loops{2};
  Config config{loops, metrics};
  caf::actor_system system{config};
};

TEST_F(LoopSchedulerTest, AnActorRunsInTheLoopWhereItsMessageWasSent) {
  for (auto& loop : loops) {
    std::promise<std::thread::id> ran;
    std::promise<std::thread::id> sent;
    const auto actor = system.spawn([&ran](caf::event_based_actor* self) -> caf::behavior {
      return {[self, &ran](flush_atom) {
        ran.set_value(std::this_thread::get_id());
        self->quit();
      }};
    });
    asio::post(loop.io(), [&] {
      caf::anon_send(actor, flush_atom_v);
      sent.set_value(std::this_thread::get_id());
    });
    EXPECT_EQ(value_of(ran.get_future()), value_of(sent.get_future()));
  }
}

TEST_F(LoopSchedulerTest, WhatIsSentFromAnotherThreadIsAnsweredToo) {
  const auto actor = system.spawn(
    []() -> caf::behavior { return {[](std::int64_t number) { return number + 1; }}; });
  caf::scoped_actor self{system};
  for (std::int64_t number = 0; number < 1'000; ++number)
    self->request(actor, 20s, number)
      .receive([&](std::int64_t next) { EXPECT_EQ(next, number + 1); },
               [](const caf::error& error) { FAIL() << to_string(error); });
}

TEST_F(LoopSchedulerTest, AnActorThatNeverRestsLeavesTheSocketsTheirTurn) {
  std::atomic<bool> is_over = false;
  std::promise<void> begun;
  const auto actor = system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->send(self, flush_atom_v);
    begun.set_value();
    return {[self, &is_over](flush_atom) {
      if (is_over)
        self->quit();
      else
        self->send(self, flush_atom_v);
    }};
  });
  value_of(begun.get_future());
  for (auto& loop : loops) {
    std::promise<void> had_its_turn;
    asio::post(loop.io(), [&] { had_its_turn.set_value(); });
    EXPECT_NO_THROW(value_of(had_its_turn.get_future()));
  }
  is_over = true;
  caf::scoped_actor { system } -> wait_for(actor);
}

struct CounterState {
  static constexpr const char* name = "baro.counter";
};

TEST_F(LoopSchedulerTest, OneTurnIn64IsMeasuredUnderTheNameOfItsActor) {
  const auto actor = system.spawn([](caf::stateful_actor<CounterState>*) -> caf::behavior {
    return {[](std::int64_t number) { return number; }};
  });
  caf::scoped_actor self{system};
  constexpr std::int64_t turns = 64 * 20;
  for (std::int64_t number = 0; number < turns; ++number)
    self->request(actor, 20s, number).receive([](std::int64_t) {}, [](const caf::error&) {});
  const auto kind = metrics.of("baro.counter");
  for (const auto* histogram : {&kind.turn, &kind.wait, &kind.mailbox}) {
    const auto measured = histogram->Collect().histogram.sample_count;
    EXPECT_GE(measured, 1) << "a turn may take several messages, and some are other actors'";
    EXPECT_LE(measured, 20);
  }
}

TEST_F(LoopSchedulerTest, WhatIsDelayedComes) {
  std::promise<void> came;
  system.spawn([&](caf::event_based_actor* self) -> caf::behavior {
    self->delayed_send(self, 1ms, flush_atom_v);
    return {[self, &came](flush_atom) {
      came.set_value();
      self->quit();
    }};
  });
  EXPECT_NO_THROW(value_of(came.get_future()));
}

} // namespace
} // namespace baro
