#pragma once

#include "protocol/common.hpp"
#include "protocol/describe.hpp"
#include "protocol/ids.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace baro {

/// One run of a node, from joining to its end; never used again. A later run has a larger one.
/// 0: nobody.
using Incarnation = Id<struct IncarnationTag>;

/// How nodes talk to each other. Raise it with every release that an older one does not understand.
inline constexpr std::int64_t wire_version = 6;

enum class NodeState : std::uint8_t { JOINING = 1, SERVING, LEAVING };
BOOST_DESCRIBE_ENUM(NodeState, JOINING, SERVING, LEAVING)

/// A node that holds its lease, as far as the database knows.
struct Member {
  Incarnation incarnation;
  std::string name;
  NodeState state = NodeState::JOINING;
  std::string host; // where the other nodes reach it
  std::uint16_t port = 0;
  std::vector<Incarnation> unreachable{}; // whom it has had no connection with for too long

  friend bool operator==(const Member&, const Member&) = default;
};
BOOST_DESCRIBE_STRUCT(Member, (), (incarnation, name, state, host, port, unreachable))

/// A shard and its owner. Of two rows about one shard, that with the larger epoch is true.
struct ShardRow {
  std::uint32_t shard = 0;
  Incarnation owner{};
  Incarnation next_owner{}; // to whom the owner is to hand it over; 0: to nobody
  std::int64_t epoch = 0;   // +1 for each change of this row

  friend bool operator==(const ShardRow&, const ShardRow&) = default;
};
BOOST_DESCRIBE_STRUCT(ShardRow, (), (shard, owner, next_owner, epoch))

/// Prolongs the lease of the node that asks, tells the others about it, and reads what the cluster
/// looks like.
struct RenewLease {
  NodeState state = NodeState::JOINING;
  std::string host;
  std::uint16_t port = 0;
  std::int64_t known_map = 0; // the map version that the asker has already
  std::vector<Incarnation> unreachable{};
};
BOOST_DESCRIBE_STRUCT(RenewLease, (), (state, host, port, known_map, unreachable))

struct ClusterView {
  bool is_coordinator = false; // the one who asks
  std::vector<Member> members; // by incarnation
  std::int64_t map_version = 0;
  std::vector<ShardRow> shards;   // all of them, or none when the asker knew this version
  bool is_asked_to_leave = false; // the one who asks, by an admin
};
BOOST_DESCRIBE_STRUCT(ClusterView, (),
                      (is_coordinator, members, map_version, shards, is_asked_to_leave))

/// The coordinator removes those whose lease has run out, and those that it names. Answered once
/// nothing that they still do can reach the database.
struct EvictExpired {
  std::vector<Incarnation> cut_off{};
};
BOOST_DESCRIBE_STRUCT(EvictExpired, (), (cut_off))

/// The coordinator changes owners and next owners, of those shards that still have the epoch of the
/// row. The answer is the rows that were changed, as they are now.
struct PlaceShards {
  std::vector<ShardRow> rows;
};
BOOST_DESCRIBE_STRUCT(PlaceShards, (), (rows))

/// The owner makes the next owner the owner. The answer is the rows that were changed, as they
/// are now: not those whose next owner is gone.
struct HandOver {
  std::vector<ShardRow> rows;
};
BOOST_DESCRIBE_STRUCT(HandOver, (), (rows))

struct ShardRows {
  std::vector<ShardRow> rows;
};
BOOST_DESCRIBE_STRUCT(ShardRows, (), (rows))

/// Gives the lease back.
struct LeaveCluster {};
BOOST_DESCRIBE_STRUCT(LeaveCluster, (), ())

/// Something in the cluster's tables has changed.
struct ClusterChanged {};
BOOST_DESCRIBE_STRUCT(ClusterChanged, (), ())

} // namespace baro
