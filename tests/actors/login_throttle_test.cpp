#include "actors/identity/login_throttle.hpp"

#include <gtest/gtest.h>

namespace baro {

TEST(LoginThrottleTest, SlowsDownGuessingForOneAddressOnly) {
  LoginThrottle throttle{{0.1, 2}, 100};
  EXPECT_TRUE(throttle.take("a@x", 1, {}).allowed);
  EXPECT_TRUE(throttle.take("a@x", 1, {}).allowed);
  EXPECT_FALSE(throttle.take("a@x", 1, {}).allowed);
  EXPECT_TRUE(throttle.take("b@x", 1, {}).allowed);
}

TEST(LoginThrottleTest, WhoGuessesElsewhereKeepsNobodyOut) {
  LoginThrottle throttle{{0.1, 1}, 100};
  EXPECT_TRUE(throttle.take("a@x", 1, {}).allowed);
  EXPECT_FALSE(throttle.take("a@x", 1, {}).allowed);
  EXPECT_TRUE(throttle.take("a@x", 2, {}).allowed);
}

TEST(LoginThrottleTest, TheRightPasswordCostsNothing) {
  LoginThrottle throttle{{0.1, 1}, 100};
  for (int i = 0; i < 10; ++i) {
    EXPECT_TRUE(throttle.take("a@x", 1, {}).allowed);
    throttle.put_back("a@x", 1);
  }
}

TEST(LoginThrottleTest, NeverRemembersMoreThanItsLimit) {
  LoginThrottle throttle{{0.1, 2}, 10};
  for (int i = 0; i < 1'000; ++i)
    EXPECT_TRUE(throttle.take(std::to_string(i), 1, {}).allowed);
  EXPECT_LE(throttle.size(), 10u);
}

} // namespace baro
