#include "net/read_cache.hpp"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <gtest/gtest.h>
#include <prometheus/registry.h>

#include <atomic>
#include <deque>
#include <thread>

namespace baro {
namespace {

using namespace std::chrono_literals;

constexpr ProductId shirt{1};
constexpr ReadKey shirt_key{ReadKey::Kind::product, shirt.value};

/// The test says when a computation ends, and what the time is.
class ReadCacheTest : public testing::Test {
protected:
  using Asked = std::optional<ReadCache::Outcome>;

  /// A computation that waits for the test.
  struct Computation {
    explicit Computation(asio::io_context& io) : gate(io, Deadline::max()) {}

    Timer gate;
    Result<ReadyAnswer> result{Error{Errc::internal_error}};
  };

  Task<Result<ReadyAnswer>> compute(asio::io_context& on) {
    auto& computation = computations.emplace_back(on);
    co_await computation.gate.async_wait(asio::as_tuple(use_task));
    co_return std::move(computation.result);
  }

  Task<void> ask_and_keep(asio::io_context& on, ReadKey key, Deadline deadline, Asked& asked) {
    ReadCache::Compute computing = [this, &on] { return compute(on); };
    asked = co_await cache.get(key, deadline, std::move(computing));
  }

  void ask(Asked& asked, ReadKey key = shirt_key, Deadline deadline = Deadline::max()) {
    ask_on(io, asked, key, deadline);
  }

  void ask_on(asio::io_context& on, Asked& asked, ReadKey key = shirt_key,
              Deadline deadline = Deadline::max()) {
    asio::co_spawn(on.get_executor(), ask_and_keep(on, key, deadline, asked), asio::detached);
    settle();
  }

  void settle() {
    for (bool moved = true; moved;) {
      moved = false;
      for (auto* each : {&io, &other_io}) {
        each->restart();
        moved |= each->poll() > 0;
      }
    }
  }

  void end(std::size_t number, Result<ReadyAnswer> result) {
    computations[number].result = std::move(result);
    computations[number].gate.cancel();
    settle();
  }

  static ReadyAnswer answer(const char* body, Subject shown = Subject{shirt}) {
    return {body, "\"tag\"", {shown}, {}};
  }

  static std::string body_of(const Asked& asked) {
    return asked && *asked ? (**asked)->body : "nothing";
  }

  /// What somebody is told who asks now, without a new computation.
  std::string kept(ReadKey key = shirt_key) {
    Asked asked;
    const auto before = computations.size();
    ask(asked, key);
    if (computations.size() > before)
      end(before, Error{Errc::unavailable});
    return body_of(asked);
  }

  Deadline time{};
  Changes changes;
  prometheus::Registry registry;
  ReadMetrics metrics{registry};
  ReadCache cache{{1'000ms, 2'000}, changes, metrics, [this] { return time; }};
  asio::io_context io;
  asio::io_context other_io;
  std::deque<Computation> computations;
};

TEST_F(ReadCacheTest, AllWhoAskMeanwhileWaitForOneComputation) {
  Asked first, second, elsewhere;
  ask(first);
  ask(second);
  ask_on(other_io, elsewhere);
  EXPECT_EQ(computations.size(), 1u);
  EXPECT_FALSE(first || second || elsewhere);
  end(0, answer("shirt"));
  for (const auto* each : {&first, &second, &elsewhere})
    EXPECT_EQ(body_of(*each), "shirt");
  EXPECT_EQ(kept(), "shirt");
  EXPECT_EQ(metrics.miss.Value(), 1);
  EXPECT_EQ(metrics.joined.Value(), 2);
  EXPECT_EQ(metrics.hit.Value(), 1);
}

TEST_F(ReadCacheTest, WhoAsksAfterAChangeGetsNothingThatBeganBeforeIt) {
  Asked before, after, after_too;
  ask(before);
  changes.note(Subject{shirt});
  ask(after);
  ask(after_too);
  end(0, answer("old"));
  EXPECT_EQ(body_of(before), "old");
  EXPECT_FALSE(after || after_too);
  ASSERT_EQ(computations.size(), 2u) << "they wait for one computation together";
  // However much changes meanwhile: the second computation knows of all they could know of.
  changes.note(Subject{shirt});
  end(1, answer("new"));
  EXPECT_EQ(body_of(after), "new");
  EXPECT_EQ(body_of(after_too), "new");
  EXPECT_EQ(kept(), "nothing");
  EXPECT_EQ(metrics.outdated.Value(), 1);
}

TEST_F(ReadCacheTest, AChangeOfSomethingElseOutdatesNothing) {
  Asked before, after;
  ask(before);
  changes.note(Subject{ProductId{2}});
  ask(after);
  end(0, answer("shirt"));
  EXPECT_EQ(body_of(after), "shirt");
  changes.note(Subject{ProductId{2}});
  EXPECT_EQ(kept(), "shirt");
  changes.note(Subject{shirt});
  EXPECT_EQ(kept(), "nothing");
}

TEST_F(ReadCacheTest, AnAnswerIsKeptForItsTimeAndNotLonger) {
  Asked first;
  ask(first);
  time += 400ms; // counts from when its computation began
  end(0, answer("shirt"));
  time += 599ms;
  EXPECT_EQ(kept(), "shirt");
  time += 1ms;
  EXPECT_EQ(kept(), "nothing");
}

TEST_F(ReadCacheTest, WhoComesLateToASlowComputationWaitsForTheNext) {
  Asked first, late;
  ask(first);
  time += 1'000ms;
  ask(late);
  end(0, answer("old"));
  EXPECT_EQ(body_of(first), "old");
  EXPECT_FALSE(late);
  time += 5'000ms;
  end(1, answer("new"));
  EXPECT_EQ(body_of(late), "new");
}

TEST_F(ReadCacheTest, AnErrorIsForThoseWhoWaitedAndIsNotKept) {
  Asked first, second, after;
  ask(first);
  ask(second);
  changes.note(subject::lists);
  ask(after);
  end(0, Error{Errc::not_found});
  EXPECT_EQ(first->error().code, Errc::not_found);
  EXPECT_EQ(second->error().code, Errc::not_found);
  EXPECT_FALSE(after) << "it may be there by now";
  end(1, answer("shirt"));
  EXPECT_EQ(body_of(after), "shirt");
}

TEST_F(ReadCacheTest, OnesDeadlineIsNoneOfTheOthersBusiness) {
  Asked hasty, patient;
  ask(hasty);
  ask(patient);
  end(0, Error{Errc::deadline_passed});
  EXPECT_EQ(hasty->error().code, Errc::deadline_passed);
  EXPECT_FALSE(patient);
  end(1, answer("shirt"));
  EXPECT_EQ(body_of(patient), "shirt");
}

TEST_F(ReadCacheTest, WhoWaitsForAnotherWaitsNoLongerThanAllowed) {
  Asked first, second;
  ask(first);
  ask(second, shirt_key, Deadline::min());
  EXPECT_EQ(second->error().code, Errc::deadline_passed);
  end(0, answer("shirt"));
  EXPECT_EQ(body_of(first), "shirt");
}

TEST_F(ReadCacheTest, WhatWasUsedLeastRecentlyMakesRoom) {
  const auto key_of = [](std::int64_t id) { return ReadKey{ReadKey::Kind::product, id}; };
  for (std::int64_t id : {1, 2, 3}) {
    Asked asked;
    ask(asked, key_of(id));
    end(computations.size() - 1, answer(std::string(300, 'x').c_str()));
    kept(key_of(1));
  }
  EXPECT_NE(kept(key_of(1)), "nothing");
  EXPECT_EQ(kept(key_of(2)), "nothing");
  EXPECT_NE(kept(key_of(3)), "nothing");
  EXPECT_GT(metrics.bytes.Value(), 0);
  EXPECT_LE(metrics.bytes.Value(), 2'000);
}

TEST_F(ReadCacheTest, PagesOfAListAreKeptApart) {
  using enum ReadKey::Kind;
  const ReadKey page{popular, 1, 2, 3, 4};
  Asked asked;
  ask(asked, page);
  end(0, answer("page"));
  EXPECT_EQ(kept(page), "page");
  for (const auto& other :
       {ReadKey{newest, 1, 2, 3, 4}, ReadKey{popular, 0, 2, 3, 4}, ReadKey{popular, 1, 0, 3, 4},
        ReadKey{popular, 1, 2, 0, 4}, ReadKey{popular, 1, 2, 3, 0}})
    EXPECT_EQ(kept(other), "nothing");
}

// The promise itself, with threads that read and change the same thing as fast as they can.
TEST(ReadCacheThreadsTest, NobodyIsShownLessThanWasNotedBeforeTheyAsked) {
  constexpr int threads = 4;
  constexpr int turns = 3'000;
  Changes changes;
  prometheus::Registry registry;
  ReadMetrics metrics{registry};
  ReadCache cache{{1h, 1 << 20}, changes, metrics};
  std::atomic<int> truth = 0;
  std::atomic<int> noted = 0;
  std::atomic<int> shown_too_little = 0;

  const auto take_turns = [&]() -> Task<void> {
    for (int turn = 0; turn < turns; ++turn) {
      if (turn % 3 == 0) {
        const auto change = ++truth;
        changes.note(Subject{shirt});
        for (auto before = noted.load();
             before < change && !noted.compare_exchange_weak(before, change);)
          ;
      }
      const auto known = noted.load();
      auto compute = [&truth]() -> Task<Result<ReadyAnswer>> {
        const auto executor = co_await asio::this_coro::executor;
        const auto found = truth.load();
        co_await asio::post(executor, use_task); // it takes a while
        co_return ReadyAnswer{std::to_string(found), "", {Subject{shirt}}, {}};
      };
      const auto answer = co_await cache.get(shirt_key, Deadline::max(), std::move(compute));
      if (!answer || std::stoi((*answer)->body) < known)
        ++shown_too_little;
    }
  };
  std::deque<asio::io_context> contexts(threads);
  std::vector<std::thread> running;
  for (auto& io : contexts) {
    for (int i = 0; i < 3; ++i)
      asio::co_spawn(io.get_executor(), take_turns, asio::detached);
    // Whoever waits for another thread's computation has nothing to run meanwhile.
    running.emplace_back([&io] { io.run(); });
  }
  for (auto& thread : running)
    thread.join();
  EXPECT_EQ(shown_too_little, 0);
  EXPECT_EQ(metrics.hit.Value() + metrics.miss.Value() + metrics.joined.Value()
              + metrics.outdated.Value(),
            threads * 3 * turns);
}

} // namespace
} // namespace baro
