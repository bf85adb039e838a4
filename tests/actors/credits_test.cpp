#include "actors/credit/credits.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace baro {

using namespace std::chrono_literals;

namespace {

constexpr CreditLimits limits{10, 1'200s};
constexpr Timestamp start{1'790'000'000'000'000};

constexpr Timestamp after(std::chrono::microseconds span) { return {start.micros + span.count()}; }

Credits never_used() { return {limits, Timestamp{}}; }

} // namespace

TEST(Credits, AreFullUntilOneIsTaken) {
  EXPECT_EQ(never_used().left(start, 0), 10);
  EXPECT_EQ(never_used().next_at(start, 0), std::nullopt);
}

TEST(Credits, ComeBackOneByOneExactlyAnIntervalApart) {
  auto credits = never_used();
  for (int i = 0; i < 10; ++i)
    credits.take(start);
  EXPECT_EQ(credits.left(start, 0), 0);
  EXPECT_EQ(credits.next_at(start, 0), after(1'200s));
  EXPECT_EQ(credits.left(after(1'200s - 1us), 0), 0);
  EXPECT_EQ(credits.left(after(1'200s), 0), 1);
  EXPECT_EQ(credits.next_at(after(1'200s), 0), after(2'400s));
  EXPECT_EQ(credits.left(after(12'000s - 1us), 0), 9);
  EXPECT_EQ(credits.left(after(12'000s), 0), 10);
  EXPECT_EQ(credits.left(after(120'000s), 0), 10);
}

TEST(Credits, GoOnWithTheIntervalThatHasBegunWhenAnotherIsTaken) {
  auto credits = never_used();
  credits.take(start);
  credits.take(after(700s));
  EXPECT_EQ(credits.next_at(after(700s), 0), after(1'200s));
  EXPECT_EQ(credits.left(after(1'200s), 0), 9);
  EXPECT_EQ(credits.next_at(after(1'200s), 0), after(2'400s));
}

TEST(Credits, SetAsideAreNotLeftAndComeBackAsIfTheyWereTaken) {
  auto credits = never_used();
  for (int i = 0; i < 8; ++i)
    credits.take(start);
  EXPECT_EQ(credits.left(start, 1), 1);
  EXPECT_EQ(credits.left(start, 2), 0);
  EXPECT_EQ(credits.next_at(start, 2), after(1'200s));
  EXPECT_EQ(credits.left(start, 0), 2) << "setting aside takes nothing";
}

TEST(Credits, OfALargerBucketThanIsSetNowLeaveNoneAndSayWhenThereIsOne) {
  Credits credits{{2, 10s}, after(100s)};
  EXPECT_EQ(credits.left(start, 0), 0);
  EXPECT_EQ(credits.next_at(start, 0), after(90s));
  EXPECT_EQ(credits.left(after(90s), 0), 1);
}

RC_GTEST_PROP(Credits, AreNeverMoreThanFitNorMoreThanHaveComeBack, ()) {
  Credits credits = never_used();
  std::int64_t taken = 0;
  Timestamp at = start;
  for (int step = 0; step < 200; ++step) {
    at.micros += *rc::gen::inRange<std::int64_t>(0, 3'000'000'000);
    const auto left = credits.left(at, 0);
    RC_ASSERT(left >= 0 && left <= 10);
    if (left > 0) {
      credits.take(at);
      ++taken;
      RC_ASSERT(credits.left(at, 0) == left - 1);
    } else {
      RC_ASSERT(credits.left(*credits.next_at(at, 0), 0) == 1);
      RC_ASSERT(credits.left(Timestamp{credits.next_at(at, 0)->micros - 1}, 0) == 0);
    }
    RC_ASSERT(taken <= 10 + (at.micros - start.micros) / 1'200'000'000);
  }
}

RC_GTEST_PROP(Credits, AreTheSameHoweverOftenTheyAreLoadedAnew, ()) {
  Credits kept = never_used();
  Credits loaded = never_used();
  Timestamp at = start;
  for (int step = 0; step < 50; ++step) {
    at.micros += *rc::gen::inRange<std::int64_t>(0, 3'000'000'000);
    loaded = Credits{limits, loaded.full_at()};
    RC_ASSERT(kept.left(at, 0) == loaded.left(at, 0));
    if (kept.left(at, 0) > 0) {
      kept.take(at);
      loaded.take(at);
    }
  }
}

} // namespace baro
