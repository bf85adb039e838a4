#pragma once

#include "protocol/address.hpp"
#include "protocol/cluster.hpp"
#include "protocol/common.hpp"

#include <optional>
#include <string>
#include <vector>

/// What operators ask about the cluster.
namespace baro {

/// A queue in front of workers that hold connections.
struct QueueDepth {
  std::string name;
  std::int64_t waiting = 0; // requests
  std::int64_t busy = 0;    // workers
};
BOOST_DESCRIBE_STRUCT(QueueDepth, (), (name, waiting, busy))

struct AwakeEntities {
  EntityKind kind = EntityKind::sku;
  std::int64_t awake = 0;
};
BOOST_DESCRIBE_STRUCT(AwakeEntities, (), (kind, awake))

struct HotSku {
  SkuId sku_id;
  double messages_per_second = 0;
};
BOOST_DESCRIBE_STRUCT(HotSku, (), (sku_id, messages_per_second))

struct AuditVerdict {
  Timestamp ended_at;
  bool violated = false;
};
BOOST_DESCRIBE_STRUCT(AuditVerdict, (), (ended_at, violated))

/// What a node says of itself. Counts are since it began.
struct NodeVitals {
  Timestamp at;
  std::int64_t requests = 0; // answered
  std::int64_t failures = 0; // of these, with 5xx
  std::int64_t shed = 0;     // refused to stay within a limit
  std::int64_t dead_letters = 0;
  double cpu_seconds = 0;
  std::int64_t memory_bytes = 0;
  std::int64_t connections = 0;
  std::int64_t requests_in_flight = 0;
  std::int64_t event_streams = 0;
  std::int64_t outbox_rows = 0;
  double outbox_seconds = 0; // how long the oldest has waited
  std::int64_t deliveries_waiting = 0;
  std::vector<QueueDepth> queues;
  std::vector<AwakeEntities> entities;
  std::vector<HotSku> hot;           // the hottest first
  std::optional<AuditVerdict> audit; // none: it has not audited
};
BOOST_DESCRIBE_STRUCT(NodeVitals, (),
                      (at, requests, failures, shed, dead_letters, cpu_seconds, memory_bytes,
                       connections, requests_in_flight, event_streams, outbox_rows, outbox_seconds,
                       deliveries_waiting, queues, entities, hot, audit))

struct NodeStatus {
  Incarnation id;
  std::string name;
  std::int64_t number = 0;
  NodeState state = NodeState::JOINING;
  std::string host;
  std::int64_t port = 0; // 0: it does not listen yet
  std::string shop_url;
  std::int64_t lease_left_ms = 0; // negative: it has run out, and the node is about to be evicted
  std::int64_t shards = 0;
  bool is_to_leave = false;         // an admin has asked it to
  std::optional<NodeVitals> vitals; // none: it has not said anything that this node understands
};
BOOST_DESCRIBE_STRUCT(NodeStatus, (),
                      (id, name, number, state, host, port, shop_url, lease_left_ms, shards,
                       is_to_leave, vitals))

struct ShardMove {
  std::int64_t shard = 0;
  std::optional<Incarnation> from;
  Incarnation to;
};
BOOST_DESCRIBE_STRUCT(ShardMove, (), (shard, from, to))

struct ClusterStatus {
  std::string cluster_id;
  std::int64_t map_version = 0;
  std::optional<Incarnation> coordinator;         // none: nobody coordinates now
  std::vector<NodeStatus> nodes;                  // by id
  std::vector<std::optional<Incarnation>> shards; // their owners; none: nobody, or who is gone
  std::vector<ShardMove> moves;                   // in progress
};
BOOST_DESCRIBE_STRUCT(ClusterStatus, (),
                      (cluster_id, map_version, coordinator, nodes, shards, moves))

/// The answer is as of one moment.
struct GetCluster {};
BOOST_DESCRIBE_STRUCT(GetCluster, (), ())

struct NodeName {
  Incarnation id;
  std::string name; // empty: it is gone

  friend bool operator==(const NodeName&, const NodeName&) = default;
};
BOOST_DESCRIBE_STRUCT(NodeName, (), (id, name))

using EntityId = Id<struct EntityTag>;

/// Where an entity lives, whether there is one or not.
struct EntityPlace {
  EntityKind kind = EntityKind::sku;
  EntityId id;
  std::int64_t shard = 0;
  std::int64_t epoch = 0;
  std::optional<NodeName> owner;      // none: nobody, yet
  std::optional<NodeName> next_owner; // to whom it is moving
};
BOOST_DESCRIBE_STRUCT(EntityPlace, (), (kind, id, shard, epoch, owner, next_owner))

struct FindPlace {
  Address entity;
};
BOOST_DESCRIBE_STRUCT(FindPlace, (), (entity))

/// Asks a node to hand its shards over, finish its answers and end. Errors: not_found,
/// illegal_state (nobody else serves, or it leaves already).
struct DrainNode {
  Caller caller;
  Incarnation node;
};
BOOST_DESCRIBE_STRUCT(DrainNode, (), (caller, node))

} // namespace baro
