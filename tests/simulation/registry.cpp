#include "tests/simulation/registry.hpp"

#include <algorithm>

namespace baro::sim {

namespace {

Error evicted() { return {Errc::fenced, "this node was evicted from the cluster"}; }

} // namespace

Registry::Registry(World& world, std::uint32_t shards) : world_(world), shards_(shards) {
  for (std::uint32_t shard = 0; shard < shards; ++shard)
    shards_[shard].shard = shard;
}

Result<Incarnation> Registry::join(const std::string& name, milliseconds lease) {
  for (auto it = nodes_.begin(); it != nodes_.end();) {
    const auto& node = it->second;
    if (node.member.name != name) {
      ++it;
    } else if (node.lease_until >= world_.now()) {
      return Error{Errc::duplicate, name + " runs already"};
    } else {
      ++map_version_;
      it = nodes_.erase(it);
    }
  }
  const Incarnation node{++incarnations_};
  Member member;
  member.incarnation = node;
  member.name = name;
  nodes_[node] = {member, world_.now() + lease};
  backends_.insert(node);
  return node;
}

// Where nobody coordinates, the first to ask does; a node that leaves does so only if nobody else
// can.
void Registry::coordinate(Incarnation node, NodeState state, milliseconds lease) {
  if (!nodes_.contains(node))
    return;
  const bool is_free = coordinator_ == Incarnation{} || coordinator_until_ < world_.now()
                       || !nodes_.contains(coordinator_);
  const bool others_serve = std::ranges::any_of(nodes_, [&](const auto& other) {
    return other.first != node && other.second.member.state == NodeState::SERVING
           && other.second.lease_until > world_.now();
  });
  if (coordinator_ == node || (is_free && (state != NodeState::LEAVING || !others_serve))) {
    coordinator_ = node;
    coordinator_until_ = world_.now() + lease;
  }
}

Result<ClusterView> Registry::renew(Incarnation id, const RenewLease& request, milliseconds lease) {
  coordinate(id, request.state, lease);
  const auto node = nodes_.find(id);
  if (node == nodes_.end())
    return evicted();
  node->second.lease_until = world_.now() + lease;
  auto& member = node->second.member;
  member.state = request.state;
  member.host = request.host;
  member.port = request.port;
  member.unreachable = request.unreachable;
  ClusterView view;
  view.is_coordinator = is_coordinator(id);
  view.map_version = map_version_;
  if (map_version_ != request.known_map)
    view.shards = shards_;
  for (const auto& [other, row] : nodes_)
    view.members.push_back(row.member);
  return view;
}

Result<std::vector<Incarnation>> Registry::evict(Incarnation coordinator,
                                                 const EvictExpired& request) {
  if (!nodes_.contains(coordinator))
    return evicted();
  if (!is_coordinator(coordinator))
    return Error{Errc::illegal_state};
  const auto is_out = [&](const auto& node) {
    return node.second.lease_until < world_.now()
           || std::ranges::count(request.cut_off, node.first) > 0;
  };
  if (std::erase_if(nodes_, is_out) > 0)
    ++map_version_;
  std::vector<Incarnation> out;
  std::ranges::copy_if(backends_, std::back_inserter(out),
                       [this](Incarnation node) { return !nodes_.contains(node); });
  return out;
}

// An owner that lives gives a shard away only itself. From one that was evicted it is taken once
// none of its backends is left.
Result<ShardRows> Registry::place(Incarnation coordinator, const PlaceShards& request) {
  if (!nodes_.contains(coordinator))
    return evicted();
  if (!is_coordinator(coordinator))
    return Error{Errc::illegal_state};
  ShardRows placed;
  for (const auto& wanted : request.rows) {
    auto& row = shards_[wanted.shard];
    const bool is_takable = row.owner == Incarnation{} || row.owner == wanted.owner
                            || (!nodes_.contains(row.owner) && !backends_.contains(row.owner));
    const bool next_is_there
      = wanted.next_owner == Incarnation{} || nodes_.contains(wanted.next_owner);
    if (row.epoch != wanted.epoch || !nodes_.contains(wanted.owner) || !next_is_there
        || !is_takable)
      continue;
    row.owner = wanted.owner;
    row.next_owner = wanted.next_owner;
    ++row.epoch;
    placed.rows.push_back(row);
  }
  map_version_ += !placed.rows.empty();
  return placed;
}

Result<ShardRows> Registry::hand_over(Incarnation node, const HandOver& request) {
  if (!nodes_.contains(node))
    return evicted();
  ShardRows handed;
  for (const auto& wanted : request.rows) {
    auto& row = shards_[wanted.shard];
    if (row.epoch != wanted.epoch || row.owner != node || row.next_owner != wanted.next_owner
        || !nodes_.contains(row.next_owner))
      continue;
    row.owner = row.next_owner;
    row.next_owner = {};
    ++row.epoch;
    handed.rows.push_back(row);
  }
  map_version_ += !handed.rows.empty();
  return handed;
}

void Registry::leave(Incarnation node) {
  nodes_.erase(node);
  backends_.erase(node);
  if (coordinator_ == node)
    coordinator_ = {};
}

bool Registry::all_are_served() const {
  return std::ranges::all_of(shards_, [this](const ShardRow& row) {
    const auto owner = nodes_.find(row.owner);
    return owner != nodes_.end() && owner->second.member.state == NodeState::SERVING;
  });
}

} // namespace baro::sim
