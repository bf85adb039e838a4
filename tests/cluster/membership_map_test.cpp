#include "tests/cluster/membership_test.hpp"

namespace baro {

using std::chrono::milliseconds;

class MembershipMapTest : public MembershipTest {
protected:
  /// Plays the store's part in it, too.
  EvictExpired ask_next_eviction() {
    auto evicting = asked<EvictExpired>();
    const auto message = evicting.value().message;
    deliver(evicting);
    return message;
  }
};

// The map ----------------------------------------------------------------------------------------

TEST_F(MembershipMapTest, OfTwoRowsThatWithTheLargerEpochIsTrue) {
  auto map = map_of(me);
  map[3].epoch = 5;
  join(view({member(older), member(me)}, map));
  ASSERT_EQ(told[3].size(), 1u);
  EXPECT_TRUE(told[3].back().is_mine);
  for (const std::int64_t epoch : {4, 5})
    tell(ShardRows{{{.shard = 3, .owner = older, .epoch = epoch}}});
  EXPECT_EQ(told[3].size(), 1u);
  tell(ShardRows{{{.shard = 3, .owner = older, .epoch = 6}}});
  EXPECT_FALSE(told[3].back().is_mine);
  renew(view({member(older), member(me)}, map));
  EXPECT_EQ(told[3].size(), 2u) << "the store answered from before the change";
}

TEST_F(MembershipMapTest, WhatAPeerTellsCountsAtOnce) {
  join(view({member(older), member(me)}, map_of(me)));
  const ShardRow row{.shard = 5, .owner = older, .epoch = 2};
  tell(ShardRows{{row}});
  EXPECT_EQ(told[5].back().row, row);
  EXPECT_EQ(told[5].back().link, link);
  EXPECT_EQ(metrics.shards.Value(), shard_count - 1);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(MembershipMapTest, ShardsKnowWhetherTheirOwnerCanBeReached) {
  auto map = map_of(me);
  map[3].owner = older;
  join(view({member(older), member(me)}, map));
  EXPECT_EQ(told[3].back().link, link);
  disconnect(older);
  EXPECT_EQ(told[3].back().link, nullptr);
  connect(older);
  EXPECT_EQ(told[3].back().link, link);
  EXPECT_EQ(told[4].size(), 1u) << "of another owner";
}

// The coordinator --------------------------------------------------------------------------------

TEST_F(MembershipMapTest, OnlyTheCoordinatorEvictsAndPlaces) {
  join(view({member(me)}, map_of(stranger)));
  for (auto left = 2 * config.lease; left > milliseconds{0}; left -= config.renew_interval) {
    renew(view({member(me)}, {}));
    ASSERT_TRUE(nothing_asked());
  }
}

TEST_F(MembershipMapTest, TheCoordinatorEvictsAfterAWholeLeaseOfContactWithTheStore) {
  const auto cluster = coordinator_view({member(me)}, map_of(me));
  join(cluster);
  for (auto span = config.renew_interval; span < config.lease; span += config.renew_interval) {
    renew(cluster);
    ASSERT_TRUE(nothing_asked()) << "the others could not have renewed, yet";
  }
  renew(cluster);
  auto evicting = asked<EvictExpired>();
  renew(cluster);
  EXPECT_TRUE(nothing_asked()) << "asked twice at once";
  deliver(evicting);
  renew(cluster);
  EXPECT_TRUE(asked<EvictExpired>());
}

TEST_F(MembershipMapTest, AFailedRenewalStartsTheTimeBeforeAnEvictionAnew) {
  const auto cluster = coordinator_view({member(me)}, map_of(me));
  join(cluster);
  fail_to_renew();
  renew(cluster);
  for (auto span = config.renew_interval; span < config.lease; span += config.renew_interval) {
    renew(cluster);
    ASSERT_TRUE(nothing_asked());
  }
  renew(cluster);
  EXPECT_TRUE(asked<EvictExpired>());
}

TEST_F(MembershipMapTest, ARenewalThatHungIsNoContact) {
  const auto cluster = coordinator_view({member(me)}, map_of(me));
  join(cluster);
  pass(config.renew_interval);
  pass(2 * config.lease);
  answer<RenewLease>(cluster);
  EXPECT_FALSE(asked<EvictExpired>());
}

TEST_F(MembershipMapTest, TheCoordinatorWaitsUntilEverybodyHasSaidWhomHeMisses) {
  auto cluster = coordinator_view({member(older), member(me), member(newer)}, map_of(me));
  join(cluster);
  for (auto span = config.renew_interval; span <= config.lease; span += config.renew_interval)
    renew(cluster);
  EXPECT_TRUE(ask_next_eviction().cut_off.empty());
  cluster.members[2].unreachable = {older}; // older is the one that nobody reaches
  renew(cluster);
  EXPECT_TRUE(ask_next_eviction().cut_off.empty());
  cluster.members[1].unreachable = {older};
  for (auto span = milliseconds{0}; span < config.reports_wait; span += config.renew_interval)
    renew(cluster);
  ask_next_eviction();
  renew(cluster);
  EXPECT_EQ(ask_next_eviction().cut_off, std::vector{older});
}

TEST_F(MembershipMapTest, WhoIsNotReachedForTooLongIsToldToTheStore) {
  const auto cluster = view({member(older), member(me)}, map_of(me));
  join(cluster);
  disconnect(older);
  std::vector<Incarnation> unreachable;
  for (auto span = milliseconds{0}; span <= config.unreachable_max; span += config.renew_interval) {
    EXPECT_TRUE(unreachable.empty());
    pass(config.renew_interval);
    auto renewal = asked<RenewLease>();
    unreachable = renewal.value().message.unreachable;
    deliver(renewal, cluster);
  }
  EXPECT_EQ(unreachable, std::vector{older});
  connect(older);
  pass(config.renew_interval);
  EXPECT_TRUE(asked<RenewLease>().value().message.unreachable.empty());
}

TEST_F(MembershipMapTest, WhatTheStoreDidNotPlaceIsAskedForAgainWithTheNextRenewal) {
  const auto cluster = coordinator_view({member(me)}, map_of({}));
  join(cluster);
  answer<PlaceShards>(ShardRows{});
  EXPECT_TRUE(nothing_asked());
  renew(cluster);
  EXPECT_TRUE(asked<PlaceShards>());
}

TEST_F(MembershipMapTest, TheCoordinatorPlacesUnownedShardsOnceAndTellsEverybody) {
  const auto cluster
    = coordinator_view({member(older, NodeState::JOINING), member(me)}, map_of({}));
  join(cluster);
  auto placing = asked<PlaceShards>();
  EXPECT_EQ(placing.value().message.rows, map_of(me));
  renew(cluster);
  EXPECT_TRUE(nothing_asked()) << "asked twice at once";
  const auto placed = given_to(me, map_of({}));
  deliver(placing, ShardRows{placed});
  for (const auto& orders : told)
    EXPECT_TRUE(orders.back().is_mine);
  ASSERT_EQ(told_links.size(), 1u);
  EXPECT_EQ(told_links.back().rows, placed);
  EXPECT_TRUE(standing.is_serving());
  EXPECT_TRUE(nothing_asked());
}

TEST_F(MembershipMapTest, WhatCouldNotBePlacedIsTriedAgainWithTheNextRenewal) {
  const auto cluster = coordinator_view({member(me)}, map_of({}));
  join(cluster);
  refuse<PlaceShards, ShardRows>(Errc::unavailable);
  EXPECT_TRUE(nothing_asked());
  renew(cluster);
  EXPECT_TRUE(asked<PlaceShards>());
}

// Hand-over --------------------------------------------------------------------------------------

TEST_F(MembershipMapTest, WhatDrainsDuringAHandOverGoesIntoOneMore) {
  join(moving);
  const auto& rows = moving.shards;
  tell(ShardDrained{rows[0]});
  auto first = asked<HandOver>();
  EXPECT_EQ(first.value().message.rows, std::vector{rows[0]});
  tell(ShardDrained{rows[1]});
  tell(ShardDrained{rows[2]});
  EXPECT_TRUE(nothing_asked());
  deliver(first, ShardRows{{given_to(older, rows[0])}});
  EXPECT_EQ(asked<HandOver>().value().message.rows, (std::vector{rows[1], rows[2]}));
}

TEST_F(MembershipMapTest, WhoseAShardIsNowIsToldToItAndToTheOthers) {
  join(moving);
  const auto handed = given_to(older, moving.shards[0]);
  tell(ShardDrained{moving.shards[0]});
  answer<HandOver>(ShardRows{{handed}});
  EXPECT_EQ(told[0].back().row, handed);
  EXPECT_EQ(told[0].back().link, link);
  ASSERT_EQ(told_links.size(), 1u);
  EXPECT_EQ(told_links.back().rows, std::vector{handed});
  EXPECT_EQ(metrics.handed_over.Value(), 1);
  EXPECT_EQ(metrics.shards.Value(), shard_count - 1);
}

TEST_F(MembershipMapTest, AFailedHandOverIsTriedAgainWithTheNextRenewal) {
  join(moving);
  tell(ShardDrained{moving.shards[0]});
  refuse<HandOver, ShardRows>(Errc::unavailable);
  EXPECT_TRUE(nothing_asked());
  renew(moving);
  EXPECT_EQ(asked<HandOver>().value().message.rows, std::vector{moving.shards[0]});
}

TEST_F(MembershipMapTest, WhatTheStoreDidNotHandOverWaitsForANewPlan) {
  join(moving);
  tell(ShardDrained{moving.shards[0]});
  answer<HandOver>(ShardRows{});
  answer<RenewLease>(moving);
  EXPECT_FALSE(asked<HandOver>());
}

TEST_F(MembershipMapTest, AShardThatStaysIsNotHandedOver) {
  join(moving);
  tell(ShardRows{{given_to(me, moving.shards[0])}});
  tell(ShardDrained{moving.shards[0]});
  EXPECT_TRUE(nothing_asked()) << "the plan was taken back while it drained";
}

TEST_F(MembershipMapTest, WhenNothingCouldBeHandedOverItReadsWhatHasChanged) {
  join(moving);
  tell(ShardDrained{moving.shards[0]});
  answer<HandOver>(ShardRows{});
  answer<RenewLease>(view(moving.members, given_to(me, moving.shards)));
  EXPECT_TRUE(told[0].back().is_mine);
  EXPECT_TRUE(nothing_asked());
}

} // namespace baro
