#include "persistence/cluster_queries.hpp"

#include "tests/persistence/cluster_test.hpp"

#include <algorithm>

namespace baro {
namespace {

class ClusterQueriesTest : public ClusterTest {
protected:
  ClusterStatus status() { return value_of(read_cluster(database())); }

  EntityPlace place_of(Address entity) { return value_of(find_place(database(), entity)); }

  std::ptrdiff_t unowned() {
    return std::ranges::count(status().shards, std::optional<Incarnation>{});
  }

  static constexpr Address entity{EntityKind::sku, 123};
  static constexpr std::uint32_t home = shard_of(entity);
};

TEST_F(ClusterQueriesTest, ReportsAClusterWithoutNodes) {
  const auto cluster = status();
  EXPECT_EQ(cluster.coordinator, std::nullopt);
  EXPECT_TRUE(cluster.nodes.empty());
  EXPECT_EQ(cluster.shards.size(), shards_max);
  EXPECT_EQ(unowned(), shards_max);
  EXPECT_FALSE(cluster.cluster_id.empty());
}

TEST_F(ClusterQueriesTest, ReportsNodesShardsAndMoves) {
  const auto first = start_node("node-0");
  const auto second = start_node("node-1");
  value_of(place(first, {{0, first.incarnation, {}, 0},
                         {1, first.incarnation, {}, 0},
                         {2, second.incarnation, first.incarnation, 0}}));
  end_lease(second.incarnation);
  const auto cluster = status();
  EXPECT_EQ(cluster.coordinator, first.incarnation);
  EXPECT_EQ(cluster.map_version, 2);
  ASSERT_EQ(cluster.nodes.size(), 2u);
  const auto& node = cluster.nodes[0];
  EXPECT_EQ(node.id, first.incarnation);
  EXPECT_EQ(node.name, "node-0");
  EXPECT_EQ(node.state, NodeState::SERVING);
  EXPECT_EQ(node.host, "127.0.0.1");
  EXPECT_EQ(node.port, 7'000);
  EXPECT_EQ(node.shop_url, "http://node-0");
  EXPECT_EQ(node.shards, 2);
  EXPECT_GT(node.lease_left_ms, lease.count() / 2);
  EXPECT_LE(node.lease_left_ms, lease.count());
  EXPECT_LE(cluster.nodes[1].lease_left_ms, 0);
  EXPECT_EQ(unowned(), shards_max - 3);
  EXPECT_EQ(cluster.shards[1], first.incarnation);
  EXPECT_EQ(cluster.shards[2], second.incarnation);
  ASSERT_EQ(cluster.moves.size(), 1u);
  EXPECT_EQ(cluster.moves[0].shard, 2);
  EXPECT_EQ(cluster.moves[0].from, second.incarnation);
  EXPECT_EQ(cluster.moves[0].to, first.incarnation);
}

TEST_F(ClusterQueriesTest, CountsTheShardsOfThoseWhoAreGoneAsUnowned) {
  const auto first = start_node("node-0");
  const auto second = start_node("node-1");
  value_of(place(first, {{home, second.incarnation, {}, 0}}));
  value_of(leave(second));
  EXPECT_EQ(unowned(), shards_max);
  EXPECT_EQ(place_of(entity).owner, (NodeName{second.incarnation, ""}));
}

TEST_F(ClusterQueriesTest, FindsWhereAnEntityIsAndWhereItGoes) {
  const auto first = start_node("node-0");
  const auto second = start_node("node-1");
  EXPECT_EQ(place_of(entity).owner, std::nullopt);
  value_of(place(first, {{home, first.incarnation, second.incarnation, 0}}));
  const auto found = place_of(entity);
  EXPECT_EQ(found.kind, EntityKind::sku);
  EXPECT_EQ(found.id, EntityId{123});
  EXPECT_EQ(found.shard, home);
  EXPECT_EQ(found.epoch, 1);
  EXPECT_EQ(found.owner, (NodeName{first.incarnation, "node-0"}));
  EXPECT_EQ(found.next_owner, (NodeName{second.incarnation, "node-1"}));
}

TEST_F(ClusterQueriesTest, ShowsWhatANodeSaysOfItself) {
  const auto silent = start_node("node-0");
  auto talkative = add_node("node-1");
  talkative.store = actors.spawn<ClusterStoreImpl>(
    ClusterStoreConfig{config, talkative.incarnation, lease, [] {
                         NodeVitals vitals;
                         vitals.requests = 7;
                         vitals.queues = {{"reader", 2, 1}};
                         vitals.audit = AuditVerdict{Timestamp{5}, true};
                         return vitals;
                       }});
  value_of(renew(talkative));
  const auto nodes = status().nodes;
  EXPECT_FALSE(nodes[0].vitals);
  ASSERT_TRUE(nodes[1].vitals);
  EXPECT_EQ(nodes[1].vitals->requests, 7);
  EXPECT_EQ(nodes[1].vitals->queues.at(0).name, "reader");
  EXPECT_TRUE(nodes[1].vitals->audit->violated);
}

TEST_F(ClusterQueriesTest, WhatANodeSaysInAnotherFormatIsLeftOut) {
  start_node("node-0");
  run("UPDATE nodes SET vitals = '\\x010203'");
  EXPECT_FALSE(status().nodes.at(0).vitals);
}

} // namespace
} // namespace baro
