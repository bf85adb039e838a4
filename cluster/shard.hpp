#pragma once

#include "cluster/config.hpp"
#include "protocol/directory.hpp"
#include "protocol/entity_factory.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>

#include <chrono>
#include <deque>
#include <unordered_map>
#include <vector>

namespace baro {

class Heat;
class Standing;
struct ClusterMetrics;

/// What all shards of a node share. Outlives them.
struct ShardServices {
  EntityFactory& factory;
  const Standing& standing;
  ClusterMetrics& metrics;
  Heat& heat;
};

/// One part of the addresses, as this node sees it; each node has an actor for each shard.
/// Where the node owns the shard, it holds its entities: wakes them on their first message, passes
/// messages on, and lets them sleep when idle. An entity never has two actors here: while one falls
/// asleep, its messages wait. Where another node owns it, messages go over the link to that node;
/// while nobody does, or nobody knows, they wait for a bounded time.
class ShardState {
public:
  static constexpr const char* name = "baro.shard";

  ShardState(caf::event_based_actor* self, ShardServices services, ShardConfig config)
    : self_(self), services_(services), config_(config) {}

  caf::behavior make_behavior();

private:
  using Moment = std::chrono::steady_clock::time_point;

  enum class Phase : std::uint8_t { waking, awake, falling_asleep };

  struct Waiting {
    caf::response_promise reply;
    caf::message body;
  };

  // Small: a node may have millions.
  struct Slot {
    Phase phase = Phase::waking;
    caf::actor entity;
    Moment last_used;
  };

  /// A message that waits for the shard to have an owner again.
  struct Parked {
    caf::response_promise reply;
    Envelope envelope;
    Moment since;
  };

  enum class Role : std::uint8_t {
    elsewhere,    // another node owns it, or nobody does
    serving,      // here
    draining,     // here, until what is in flight has ended
    handing_over, // nothing is done here any more; the new owner may begin at any moment
  };

  // Whose the shard is (shard.cpp)
  void assign(AssignShard& order);
  void route(Envelope envelope, caf::response_promise reply);
  void route_from_peer(Envelope& envelope);
  bool serves(const Envelope& envelope) const;
  void park(Envelope envelope, caf::response_promise reply);
  void look_after_parked();
  void route_parked();
  void drain();
  void hand_over();

  // The entities of a shard that is here (shard_entities.cpp)
  void deliver(Envelope& envelope, caf::response_promise reply);
  void feel(Address address);
  void wake(Address address);
  void awake(Address address, Result<caf::actor> entity);
  void let_sleep(Address address, Slot& slot);
  void slept(Address address, bool asleep);
  void forget(Address address, caf::actor_id entity);
  void let_go_of_all();
  void count_end(Address address);
  void sweep();
  std::vector<Waiting> take_waiting(Address address);
  void park_all(Address address, std::vector<Waiting> waiting);

  Moment now() const;

  caf::event_based_actor* self_;
  ShardServices services_;
  ShardConfig config_;
  Role role_ = Role::elsewhere;
  ShardRow row_;
  caf::actor link_;       // to the owner elsewhere
  caf::actor membership_; // who assigns
  Moment drain_since_;
  unsigned unfelt_ = 0; // messages for SKUs since the last one that was noted
  std::deque<Parked> parked_;
  bool looks_after_parked_ = false;
  std::unordered_map<Address, Slot> slots_;
  std::unordered_map<Address, std::vector<Waiting>> waiting_; // for entities that are not awake
};

using ShardImpl = caf::stateful_actor<ShardState>;

} // namespace baro
