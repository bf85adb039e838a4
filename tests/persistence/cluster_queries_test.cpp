#include "persistence/cluster_queries.hpp"

#include "tests/persistence/cluster_test.hpp"

namespace baro {
namespace {

class ClusterQueriesTest : public ClusterTest {
protected:
  ClusterReport report() { return value_of(read_cluster(database())); }
};

TEST_F(ClusterQueriesTest, ReportsAClusterWithoutNodes) {
  const auto cluster = report();
  EXPECT_EQ(cluster.coordinator, Incarnation{});
  EXPECT_TRUE(cluster.nodes.empty());
  EXPECT_EQ(cluster.unowned.size(), shards_max);
  EXPECT_FALSE(cluster.cluster_id.empty());
}

TEST_F(ClusterQueriesTest, ReportsNodesShardsAndMoves) {
  const auto first = start_node("node-0");
  const auto second = start_node("node-1");
  value_of(place(first, {{0, first.incarnation, {}, 0},
                         {1, first.incarnation, {}, 0},
                         {2, second.incarnation, first.incarnation, 0}}));
  end_lease(second.incarnation);
  const auto cluster = report();
  EXPECT_EQ(cluster.coordinator, first.incarnation);
  EXPECT_EQ(cluster.map_version, 2);
  ASSERT_EQ(cluster.nodes.size(), 2u);
  const auto& node = cluster.nodes[0];
  EXPECT_EQ(node.incarnation, first.incarnation);
  EXPECT_EQ(node.name, "node-0");
  EXPECT_EQ(node.state, NodeState::SERVING);
  EXPECT_EQ(node.host, "127.0.0.1");
  EXPECT_EQ(node.port, 7'000);
  EXPECT_EQ(node.http_url, "http://node-0");
  EXPECT_EQ(node.shards, 2);
  EXPECT_GT(node.lease_left_ms, lease.count() / 2);
  EXPECT_LE(node.lease_left_ms, lease.count());
  EXPECT_LE(cluster.nodes[1].lease_left_ms, 0);
  EXPECT_EQ(cluster.unowned.size(), shards_max - 3);
  ASSERT_EQ(cluster.moves.size(), 1u);
  EXPECT_EQ(cluster.moves[0].shard, 2u);
  EXPECT_EQ(cluster.moves[0].from, second.incarnation);
  EXPECT_EQ(cluster.moves[0].to, first.incarnation);
}

TEST_F(ClusterQueriesTest, CountsTheShardsOfThoseWhoAreGoneAsUnowned) {
  const auto first = start_node("node-0");
  const auto second = start_node("node-1");
  value_of(place(first, {{5, second.incarnation, {}, 0}}));
  value_of(leave(second));
  EXPECT_EQ(report().unowned.size(), shards_max);
  const auto shard = value_of(find_shard(database(), 5));
  EXPECT_EQ(shard.row.owner, second.incarnation);
  EXPECT_EQ(shard.owner_name, "");
}

TEST_F(ClusterQueriesTest, FindsWhereAShardIsAndWhereItGoes) {
  const auto first = start_node("node-0");
  const auto second = start_node("node-1");
  value_of(place(first, {{7, first.incarnation, second.incarnation, 0}}));
  const auto shard = value_of(find_shard(database(), 7));
  EXPECT_EQ(shard.row, (ShardRow{7, first.incarnation, second.incarnation, 1}));
  EXPECT_EQ(shard.owner_name, "node-0");
  EXPECT_EQ(shard.next_owner_name, "node-1");
  EXPECT_EQ(value_of(find_shard(database(), 8)).row, (ShardRow{8, {}, {}, 0}));
}

} // namespace
} // namespace baro
