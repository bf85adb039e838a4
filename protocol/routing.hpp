#pragma once

#include "protocol/address.hpp"
#include "protocol/cluster.hpp"
#include "protocol/describe.hpp"

#include <caf/actor.hpp>
#include <caf/message.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace baro {

/// A message for the entity at an address. Its shard finds or wakes the entity and passes the body
/// on, with the sender kept: the entity answers the sender directly.
struct Envelope {
  Address to;
  caf::message body;
  bool wake = true;         // false: dropped when the entity sleeps
  std::uint8_t returns = 0; // how often it came back from a node that does not own the shard
};

template <class Inspector>
bool inspect(Inspector& f, Envelope& x) {
  return f.object(x).fields(f.field("to", x.to), f.field("body", x.body), f.field("wake", x.wake),
                            f.field("returns", x.returns));
}

/// Asks an entity to go to sleep. Answers whether it may: not while something is in flight.
struct Passivate {};
BOOST_DESCRIBE_STRUCT(Passivate, (), ())

/// The actor of an entity has ended, by itself or in an accident. Never leaves the node.
struct EntityEnded {
  Address entity;
  std::uint64_t actor = 0; // its caf::actor_id: the entity may have another one by now
};
BOOST_DESCRIBE_STRUCT(EntityEnded, (), (entity, actor))

/// An envelope that another node has sent here, since it takes this node for the owner.
struct FromPeer {
  Envelope envelope;
};

template <class Inspector>
bool inspect(Inspector& f, FromPeer& x) {
  return f.object(x).fields(f.field("envelope", x.envelope));
}

/// What a node's shard has to do. Never leaves the node.
struct AssignShard {
  ShardRow row;
  bool is_mine = false;
  caf::actor link; // to the owner, when that is another node; none: it cannot be reached
};

template <class Inspector>
bool inspect(Inspector& f, AssignShard& x) {
  return f.object(x).fields(f.field("row", x.row), f.field("is_mine", x.is_mine),
                            f.field("link", x.link));
}

/// A shard that is to be handed over has nothing in flight any more, and takes nothing new.
struct ShardDrained {
  ShardRow row;
};
BOOST_DESCRIBE_STRUCT(ShardDrained, (), (row))

/// How two nodes begin: the one that has connected says who it is, and where it takes messages.
struct Hello {
  std::int64_t wire = wire_version;
  std::string cluster;
  Incarnation to; // an address may belong to another node by now
  Incarnation incarnation;
  std::string name;
  caf::actor link;
};

template <class Inspector>
bool inspect(Inspector& f, Hello& x) {
  return f.object(x).fields(f.field("wire", x.wire), f.field("cluster", x.cluster),
                            f.field("to", x.to), f.field("incarnation", x.incarnation),
                            f.field("name", x.name), f.field("link", x.link));
}

/// The answer to a Hello that is accepted.
struct Welcome {
  Incarnation incarnation;
  caf::actor link;
};

template <class Inspector>
bool inspect(Inspector& f, Welcome& x) {
  return f.object(x).fields(f.field("incarnation", x.incarnation), f.field("link", x.link));
}

/// Whom a node should be connected with. Never leaves the node.
struct KnowMembers {
  std::vector<Member> members;
};
BOOST_DESCRIBE_STRUCT(KnowMembers, (), (members))

/// A connection to another node has begun, or ended: then there is no link. Never leaves the node.
struct PeerChanged {
  Incarnation peer;
  caf::actor link;
};

template <class Inspector>
bool inspect(Inspector& f, PeerChanged& x) {
  return f.object(x).fields(f.field("peer", x.peer), f.field("link", x.link));
}

/// The node shuts down: its shards go to others. Answered when it owns none any more, or there is
/// nobody to take them.
struct LeaveNode {};
BOOST_DESCRIBE_STRUCT(LeaveNode, (), ())

/// The node wants to go, and owns no shard any more. Answered when nobody whom it reaches over this
/// connection waits for it any more, or will.
struct Farewell {};
BOOST_DESCRIBE_STRUCT(Farewell, (), ())

} // namespace baro
