#include "tests/cluster/membership_test.hpp"

namespace baro {

using std::chrono::milliseconds;

// The lease --------------------------------------------------------------------------------------

TEST_F(MembershipTest, TheLeaseIsCountedFromBeforeTheQuestion) {
  const auto end = now() + config.lease - config.lease_margin;
  pass(milliseconds{200});
  EXPECT_FALSE(standing.holds_lease(now()));
  answer<RenewLease>(alone);
  EXPECT_TRUE(standing.holds_lease(end - milliseconds{1}));
  EXPECT_FALSE(standing.holds_lease(end));
}

TEST_F(MembershipTest, WhenTheStoreFailsTheLeaseRunsOutAndIsHadAgainOnceItAnswers) {
  join(alone);
  for (auto left = config.lease; left > milliseconds{0}; left -= config.renew_interval)
    fail_to_renew();
  EXPECT_FALSE(standing.holds_lease(now()));
  EXPECT_EQ(evictions, 0);
  renew(alone);
  EXPECT_TRUE(standing.holds_lease(now()));
  EXPECT_TRUE(standing.is_serving());
}

TEST_F(MembershipTest, AnEvictedNodeStopsAtOnceAndForGood) {
  join(alone);
  ASSERT_TRUE(standing.is_serving());
  pass(config.renew_interval);
  refuse<RenewLease, ClusterView>(Errc::fenced);
  EXPECT_FALSE(standing.holds_lease(now()));
  EXPECT_FALSE(standing.is_serving());
  tell(ClusterChanged{});
  pass(config.lease);
  EXPECT_TRUE(nothing_asked());
  EXPECT_EQ(evictions, 1);
}

TEST_F(MembershipTest, WhoIsAskedToLeaveSaysSoOnce) {
  join(alone);
  EXPECT_EQ(requests_to_leave, 0);
  auto asked = alone;
  asked.is_asked_to_leave = true;
  renew(asked);
  renew(asked);
  EXPECT_EQ(requests_to_leave, 1);
  EXPECT_TRUE(standing.is_serving()) << "the process decides when";
}

TEST_F(MembershipTest, ARenewalSaysWhereTheNodeIsAndWhatItKnows) {
  auto first = asked<RenewLease>();
  EXPECT_EQ(first.value().message.state, NodeState::JOINING);
  EXPECT_EQ(first.value().message.host, "here");
  EXPECT_EQ(first.value().message.port, 4'711);
  EXPECT_LT(first.value().message.known_map, 0) << "it knows no map at all";
  deliver(first, alone);
  EXPECT_EQ(asked<RenewLease>().value().message.known_map, alone.map_version);
}

TEST_F(MembershipTest, WhateverChangesDuringARenewalIsReadByExactlyOneMore) {
  join(alone);
  pass(config.renew_interval);
  auto running = asked<RenewLease>();
  for (int i = 0; i < 3; ++i)
    tell(ClusterChanged{});
  EXPECT_TRUE(nothing_asked()) << "asked twice at once";
  deliver(running, alone);
  answer<RenewLease>(alone);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(MembershipTest, WhatAnEvictedNodeHearsChangesNothing) {
  join(view({member(older), member(me), member(newer)}, map_of(me)));
  pass(config.renew_interval);
  refuse<RenewLease, ClusterView>(Errc::fenced);
  disconnect(newer);
  EXPECT_FALSE(standing.is_serving());
}

// Joining ----------------------------------------------------------------------------------------

TEST_F(MembershipTest, ANodeServesOnceItIsConnectedWithAllOthersThatHaveJoined) {
  const auto cluster
    = view({member(older), member(me, NodeState::JOINING), member(newer, NodeState::LEAVING),
            member(stranger, NodeState::JOINING)},
           map_of(older));
  answer<RenewLease>(cluster);
  EXPECT_EQ(told_peers.back().members, cluster.members);
  connect(older);
  EXPECT_TRUE(nothing_asked()) << "the one that leaves still has shards";
  connect(newer);
  EXPECT_EQ(asked<RenewLease>().value().message.state, NodeState::SERVING);
  EXPECT_TRUE(standing.is_serving());
}

TEST_F(MembershipTest, ItTakesNoRequestsBeforeItKnowsAllOwners) {
  auto map = map_of(older);
  map[3].owner = stranger;
  join(view({member(older), member(me)}, map));
  EXPECT_FALSE(standing.is_serving()) << "an owner that it is not connected with";
  map[3] = given_to({}, map[3]);
  renew(view({member(older), member(me)}, map));
  EXPECT_FALSE(standing.is_serving()) << "a shard that nobody owns";
  map[3] = given_to(me, map[3]);
  renew(view({member(older), member(me)}, map));
  EXPECT_TRUE(standing.is_serving());
}

// Leaving ----------------------------------------------------------------------------------------

TEST_F(MembershipTest, ANodeHasLeftOnceItOwnsNothing) {
  join(moving);
  const auto left = ask<Done>(membership, LeaveNode{});
  EXPECT_FALSE(standing.is_serving());
  auto renewal = asked<RenewLease>();
  EXPECT_EQ(renewal.value().message.state, NodeState::LEAVING);
  deliver(renewal, moving);
  for (const auto& row : moving.shards) {
    EXPECT_TRUE(left.pending());
    tell(ShardDrained{row});
    answer<HandOver>(ShardRows{{given_to(older, row)}});
  }
  EXPECT_TRUE(left.succeeded());
  EXPECT_FALSE(standing.is_serving());
}

TEST_F(MembershipTest, WithoutAnybodyToTakeItsShardsANodeLeavesAtOnce) {
  const auto cluster = view(
    {member(older, NodeState::LEAVING), member(me), member(newer, NodeState::JOINING)}, map_of(me));
  join(cluster);
  const auto left = ask<Done>(membership, LeaveNode{});
  EXPECT_TRUE(left.succeeded());
  EXPECT_EQ(asked<RenewLease>().value().message.state, NodeState::LEAVING);
}

TEST_F(MembershipTest, WhoWaitsForTheOthersToTakeItsShardsLeavesWhenTheyAreGone) {
  join(moving);
  const auto left = ask<Done>(membership, LeaveNode{});
  answer<RenewLease>(moving);
  EXPECT_TRUE(left.pending());
  renew(alone);
  EXPECT_TRUE(left.succeeded());
}

} // namespace baro
