#pragma once

#include "protocol/cluster.hpp"
#include "protocol/error.hpp"
#include "tests/simulation/world.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace baro::sim {

/// Who belongs to the cluster and who owns which shard, as PostgreSQL keeps it: the rules of
/// persistence/cluster_store.cpp, said once more. Leases run on the database's clock.
class Registry {
public:
  Registry(World& world, std::uint32_t shards);

  /// Errors: duplicate (a node of that name runs).
  Result<Incarnation> join(const std::string& name, milliseconds lease);
  Result<ClusterView> renew(Incarnation node, const RenewLease& request, milliseconds lease);
  /// Who is out now, and whose backends are to be ended.
  Result<std::vector<Incarnation>> evict(Incarnation coordinator, const EvictExpired& request);
  Result<ShardRows> place(Incarnation coordinator, const PlaceShards& request);
  Result<ShardRows> hand_over(Incarnation node, const HandOver& request);
  void leave(Incarnation node);

  void backends_ended(Incarnation node) { backends_.erase(node); }
  /// Whether the database still talks to it.
  bool talks_to(Incarnation node) const {
    return nodes_.contains(node) || backends_.contains(node);
  }
  bool is_member(Incarnation node) const { return nodes_.contains(node); }
  bool all_are_served() const;

private:
  struct Node {
    Member member;
    Moment lease_until;
  };

  bool is_coordinator(Incarnation node) const {
    return nodes_.contains(node) && coordinator_ == node && coordinator_until_ > world_.now();
  }
  void coordinate(Incarnation node, NodeState state, milliseconds lease);

  World& world_;
  std::map<Incarnation, Node> nodes_;
  std::set<Incarnation> backends_; // of those that may still write
  std::vector<ShardRow> shards_;
  std::int64_t map_version_ = 0;
  std::int64_t incarnations_ = 0;
  Incarnation coordinator_{};
  Moment coordinator_until_ = Moment::min();
};

} // namespace baro::sim
