#pragma once

#include "protocol/directory.hpp"
#include "protocol/entity_factory.hpp"

#include <caf/event_based_actor.hpp>
#include <caf/response_promise.hpp>
#include <caf/stateful_actor.hpp>

#include <chrono>
#include <unordered_map>
#include <vector>

namespace baro {

struct ClusterMetrics;

struct ShardConfig {
  std::chrono::seconds idle_max{300};      // an entity without messages for so long goes to sleep
  std::chrono::seconds sweep_interval{10}; // how often the idle ones are looked for
  std::size_t waiting_max = 10'000; // messages for one entity that is waking or falling asleep
};

/// Holds the entities of one shard: wakes them on their first message, passes messages on, and lets
/// them sleep when idle. An entity never has two actors here: while one falls asleep, its messages
/// wait.
class ShardState {
public:
  static constexpr const char* name = "baro.shard";

  ShardState(caf::event_based_actor* self, EntityFactory& factory, ClusterMetrics& metrics,
             ShardConfig config)
    : self_(self), factory_(factory), metrics_(metrics), config_(config) {}

  caf::behavior make_behavior();

private:
  enum class Phase : std::uint8_t { waking, awake, falling_asleep };

  struct Waiting {
    caf::response_promise reply;
    caf::message body;
  };

  struct Slot {
    Phase phase = Phase::waking;
    caf::actor entity;
    std::vector<Waiting> waiting;
    std::chrono::steady_clock::time_point last_used;
  };

  void deliver(Envelope& envelope);
  void wake(Address address);
  void awake(Address address, Result<caf::actor> entity);
  void let_sleep(Address address, Slot& slot);
  void slept(Address address, bool asleep);
  void forget(Address address, const caf::actor_addr& entity);
  void sweep();
  std::chrono::steady_clock::time_point now() const;

  caf::event_based_actor* self_;
  EntityFactory& factory_;
  ClusterMetrics& metrics_;
  ShardConfig config_;
  std::unordered_map<Address, Slot> slots_;
  std::unordered_map<caf::actor_addr, Address> addresses_; // of those awake, to know who died
};

using ShardImpl = caf::stateful_actor<ShardState>;

} // namespace baro
