#pragma once

#include "persistence/pg.hpp"
#include "protocol/cluster.hpp"
#include "protocol/id_generator.hpp"

#include <string>
#include <vector>

/// What operators ask about the cluster.
namespace baro {

struct NodeReport {
  Incarnation incarnation;
  std::string name;
  NodeNumber number = 0;
  NodeState state = NodeState::JOINING;
  std::string host;
  std::uint16_t port = 0;
  std::string http_url;
  std::int64_t lease_left_ms = 0; // negative: it has run out, and the node is about to be evicted
  std::int64_t shards = 0;
};
BOOST_DESCRIBE_STRUCT(NodeReport, (),
                      (incarnation, name, number, state, host, port, http_url, lease_left_ms,
                       shards))

struct ShardMove {
  std::uint32_t shard = 0;
  Incarnation from;
  Incarnation to;
};
BOOST_DESCRIBE_STRUCT(ShardMove, (), (shard, from, to))

struct ClusterReport {
  std::string cluster_id;
  Incarnation coordinator; // 0: nobody coordinates now
  std::int64_t map_version = 0;
  std::vector<NodeReport> nodes;      // by incarnation
  std::vector<std::uint32_t> unowned; // shards whose owner is no node, or that never had one
  std::vector<ShardMove> moves;       // in progress
};
BOOST_DESCRIBE_STRUCT(ClusterReport, (),
                      (cluster_id, coordinator, map_version, nodes, unowned, moves))

/// As of one moment.
PgResult<ClusterReport> read_cluster(PgConnection& connection);

/// The names are empty when there is no such node.
struct ShardReport {
  ShardRow row;
  std::string owner_name;
  std::string next_owner_name;
};
BOOST_DESCRIBE_STRUCT(ShardReport, (), (row, owner_name, next_owner_name))

/// `shard` is less than shards_max.
PgResult<ShardReport> find_shard(PgConnection& connection, std::uint32_t shard);

} // namespace baro
