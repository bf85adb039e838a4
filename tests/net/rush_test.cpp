#include "net/rush.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

using namespace std::chrono_literals;

constexpr std::int64_t standing_max = 10;
constexpr std::int64_t many = 1'000;

class RushTest : public testing::Test {
protected:
  bool may_join(std::int64_t waiting) { return rush_.may_join(waiting, now); }

  Deadline now = Clock::now();

private:
  Rush rush_{standing_max, 500ms};
};

TEST_F(RushTest, ManyMayComeAtOnce) {
  ASSERT_TRUE(may_join(0));
  now += 400ms;
  EXPECT_TRUE(may_join(many));
}

TEST_F(RushTest, AQueueThatStandsIsKeptShort) {
  ASSERT_TRUE(may_join(0));
  now += 600ms;
  EXPECT_FALSE(may_join(many));
  EXPECT_FALSE(may_join(standing_max));
  EXPECT_TRUE(may_join(standing_max - 1));
}

TEST_F(RushTest, WhatIsKeptAtTheLimitIsNoNewRush) {
  ASSERT_TRUE(may_join(0));
  now += 600ms;
  ASSERT_TRUE(may_join(standing_max - 1));
  EXPECT_FALSE(may_join(standing_max));
}

TEST_F(RushTest, AfterACalmMomentManyMayComeAgain) {
  ASSERT_TRUE(may_join(0));
  now += 600ms;
  ASSERT_FALSE(may_join(many));
  ASSERT_TRUE(may_join(standing_max / 4));
  EXPECT_TRUE(may_join(many));
}

} // namespace
} // namespace baro
