#include "cluster/connectivity.hpp"

#include <gtest/gtest.h>

namespace baro {

namespace {

Member node(std::int64_t incarnation, std::vector<Incarnation> unreachable = {},
            NodeState state = NodeState::SERVING) {
  return {Incarnation{incarnation}, "", state, "", 0, std::move(unreachable)};
}

using Cut = std::vector<Incarnation>;

} // namespace

TEST(ConnectivityTest, WhereAllReachEachOtherNobodyGoes) {
  EXPECT_EQ(find_cut_off(std::vector{node(1), node(2), node(3)}), Cut{});
  EXPECT_EQ(find_cut_off({}), Cut{});
}

TEST(ConnectivityTest, TheOneThatNobodyReachesGoesHoweverOldItIs) {
  const std::vector members{node(1, {{2}, {3}}), node(2, {{1}}), node(3, {{1}})};
  EXPECT_EQ(find_cut_off(members), Cut{{1}});
}

TEST(ConnectivityTest, OfTwoThatDoNotReachEachOtherTheNewerGoes) {
  EXPECT_EQ(find_cut_off(std::vector{node(1), node(2), node(3, {{2}})}), Cut{{3}});
}

TEST(ConnectivityTest, OneEndThatComplainsIsEnough) {
  EXPECT_EQ(find_cut_off(std::vector{node(1, {{2}}), node(2)}), Cut{{2}});
}

TEST(ConnectivityTest, OfTwoHalvesOneStays) {
  const std::vector members{node(1, {{3}, {4}}), node(2, {{3}, {4}}), node(3), node(4)};
  EXPECT_EQ(find_cut_off(members), (Cut{{4}, {3}}));
}

TEST(ConnectivityTest, WhoStillJoinsIsNotMissed) {
  const std::vector members{node(1, {{2}}), node(2, {{1}}, NodeState::JOINING)};
  EXPECT_EQ(find_cut_off(members), Cut{});
}

TEST(ConnectivityTest, WhomNobodyKnowsAnyMoreIsNotMissed) {
  EXPECT_EQ(find_cut_off(std::vector{node(2, {{1}}), node(3, {{1}})}), Cut{});
}

} // namespace baro
