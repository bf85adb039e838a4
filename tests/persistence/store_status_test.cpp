#include "persistence/store_status.hpp"

#include <gtest/gtest.h>

#include <string>

namespace baro {
namespace {

/// Every status that may follow, in the order of the enum.
std::string followers(StoreStatus from, bool by_admin) {
  using enum StoreStatus;
  std::string names;
  for (const auto to : {DRAFT, ACTIVE, PAUSED, SUSPENDED, CLOSED, TERMINATED})
    if (from != to && can_become(from, to, by_admin))
      names += std::string{name_of(to)} + " ";
  return names;
}

TEST(StoreStatusTest, OwnersOpenPauseAndCloseTheirStores) {
  using enum StoreStatus;
  EXPECT_EQ(followers(DRAFT, false), "ACTIVE ");
  EXPECT_EQ(followers(ACTIVE, false), "PAUSED CLOSED ");
  EXPECT_EQ(followers(PAUSED, false), "ACTIVE CLOSED ");
  EXPECT_EQ(followers(SUSPENDED, false), "");
  EXPECT_EQ(followers(CLOSED, false), "");
  EXPECT_EQ(followers(TERMINATED, false), "");
}

TEST(StoreStatusTest, OnlyAdminsSuspendEndASuspensionAndTerminate) {
  using enum StoreStatus;
  EXPECT_EQ(followers(DRAFT, true), "ACTIVE ");
  EXPECT_EQ(followers(ACTIVE, true), "PAUSED SUSPENDED CLOSED TERMINATED ");
  EXPECT_EQ(followers(PAUSED, true), "ACTIVE SUSPENDED CLOSED TERMINATED ");
  EXPECT_EQ(followers(SUSPENDED, true), "ACTIVE TERMINATED ");
  EXPECT_EQ(followers(CLOSED, true), "TERMINATED ");
  EXPECT_EQ(followers(TERMINATED, true), "");
}

TEST(StoreStatusTest, StayingTheSameIsAlwaysAllowed) {
  using enum StoreStatus;
  for (const auto status : {DRAFT, ACTIVE, PAUSED, SUSPENDED, CLOSED, TERMINATED})
    EXPECT_TRUE(can_become(status, status, false)) << name_of(status);
}

} // namespace
} // namespace baro
