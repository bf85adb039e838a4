#include "protocol/id_generator.hpp"

#include <gtest/gtest.h>

#include <set>
#include <thread>
#include <vector>

namespace baro {

namespace {

constexpr Timestamp in_2059{IdGenerator::epoch_millis * 1000 + 33LL * 365 * 86'400 * 1'000'000};

} // namespace

TEST(IdGeneratorTest, FitsIntoAJavaScriptNumberForThirtyYears) {
  IdGenerator ids{IdGenerator::nodes_max - 1, [] { return in_2059; }};
  const auto id = ids.next();
  EXPECT_GT(id, 0);
  EXPECT_LE(id, id_max);
}

TEST(IdGeneratorTest, IdsGrowWithinAMillisecondAndOverMany) {
  auto time = in_2059;
  IdGenerator ids{3, [&] { return time; }};
  auto last = ids.next();
  for (int i = 0; i < 10'000; ++i) {
    if (i % 100 == 0)
      time.micros += 1'000;
    const auto id = ids.next();
    EXPECT_GT(id, last);
    last = id;
  }
}

TEST(IdGeneratorTest, TheLowestIdOfAMomentPartsWhatWasMadeBeforeFromWhatCameAfter) {
  auto time = in_2059;
  IdGenerator ids{IdGenerator::nodes_max - 1, [&] { return time; }};
  const auto before = ids.next();
  time.micros += 1'000;
  const auto lowest = IdGenerator::lowest_at(time);
  EXPECT_LT(before, lowest);
  EXPECT_GE(IdGenerator(0, [&] { return time; }).next(), lowest);
}

TEST(IdGeneratorTest, AClockThatGoesBackMakesNoIdTwice) {
  auto time = in_2059;
  IdGenerator ids{3, [&] { return time; }};
  const auto before = ids.next();
  time.micros -= 50'000;
  EXPECT_GT(ids.next(), before);
}

TEST(IdGeneratorTest, NodesNeverMakeTheSameId) {
  std::set<std::int64_t> all;
  for (NodeNumber node = 0; node < IdGenerator::nodes_max; ++node) {
    IdGenerator ids{node, [] { return in_2059; }};
    for (int i = 0; i < 1'000; ++i)
      EXPECT_TRUE(all.insert(ids.next()).second);
  }
}

TEST(IdGeneratorTest, ThreadsNeverMakeTheSameId) {
  constexpr int each = 20'000;
  IdGenerator ids{0};
  std::vector<std::vector<std::int64_t>> made(4);
  std::vector<std::thread> threads;
  for (auto& mine : made)
    threads.emplace_back([&] {
      for (int i = 0; i < each; ++i)
        mine.push_back(ids.next());
    });
  for (auto& thread : threads)
    thread.join();
  std::set<std::int64_t> all;
  for (const auto& mine : made)
    all.insert(mine.begin(), mine.end());
  EXPECT_EQ(all.size(), made.size() * each);
}

// What a restarted node relies on when it waits until safe_from().
TEST(IdGeneratorTest, BorrowsNoFurtherAheadThanARestartWaits) {
  std::atomic<std::int64_t> micros{in_2059.micros};
  IdGenerator ids{0, [&] { return Timestamp{micros.load()}; }};
  std::atomic<int> made{0};
  std::thread maker{[&] {
    for (int i = 0; i < 13'000; ++i, ++made)
      ids.next();
  }};
  // 100 ms of 128 ids each can be borrowed; the rest waits for the clock.
  while (made < 12'700)
    std::this_thread::yield();
  EXPECT_LE(made, 12'800);
  micros += 10'000;
  maker.join();
  EXPECT_EQ(made, 13'000);
}

} // namespace baro
