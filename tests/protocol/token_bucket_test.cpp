#include "protocol/token_bucket.hpp"

#include <gtest/gtest.h>

namespace baro {

namespace {

constexpr Timestamp start{1'000'000'000};
constexpr Timestamp after(double seconds) {
  return {start.micros + static_cast<std::int64_t>(seconds * 1e6)};
}

} // namespace

TEST(TokenBucketTest, AllowsABurstThenASteadyRate) {
  TokenBucket bucket{{2, 3}, start};
  EXPECT_EQ(bucket.take(start).remaining, 2);
  EXPECT_TRUE(bucket.take(start).allowed);
  EXPECT_TRUE(bucket.take(start).allowed);
  const auto refused = bucket.take(start);
  EXPECT_FALSE(refused.allowed);
  EXPECT_EQ(refused.reset, 1) << "half a second, rounded up";
  EXPECT_TRUE(bucket.take(after(0.5)).allowed);
  EXPECT_FALSE(bucket.take(after(0.5)).allowed);
}

TEST(TokenBucketTest, NeverHoldsMoreThanItsBurst) {
  TokenBucket bucket{{2, 3}, start};
  EXPECT_EQ(bucket.take(after(1'000)).remaining, 2);
}

TEST(TokenBucketTest, AClockThatGoesBackGivesNothing) {
  TokenBucket bucket{{1, 1}, start};
  EXPECT_TRUE(bucket.take(start).allowed);
  EXPECT_FALSE(bucket.take(after(-60)).allowed);
  EXPECT_FALSE(bucket.take(after(0.9)).allowed);
  EXPECT_TRUE(bucket.take(after(1)).allowed);
}

TEST(TokenBucketTest, WhatIsPutBackCanBeTakenAgain) {
  TokenBucket bucket{{1, 1}, start};
  EXPECT_TRUE(bucket.take(start).allowed);
  EXPECT_FALSE(bucket.is_full(start));
  bucket.put_back();
  EXPECT_TRUE(bucket.is_full(start));
  EXPECT_TRUE(bucket.take(start).allowed);
}

TEST(TokenBucketTest, GoesOnWithWhatWasLeft) {
  TokenBucket bucket{{1, 5}, start};
  for (int i = 0; i < 3; ++i)
    bucket.take(start);
  TokenBucket again{{1, 5}, start, bucket.tokens()};
  EXPECT_EQ(again.take(after(1)).remaining, bucket.take(after(1)).remaining);
  EXPECT_EQ((TokenBucket{{1, 5}, start, 9}).take(start).remaining, 4) << "more than fit";
}

TEST(TokenBucketTest, WithoutARateThereIsNoLimit) {
  TokenBucket bucket{{0, 1}, start};
  for (int i = 0; i < 10; ++i)
    EXPECT_TRUE(bucket.take(start).allowed);
}

} // namespace baro
