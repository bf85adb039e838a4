#pragma once

#include <chrono>
#include <cstddef>

namespace baro {

struct ShardConfig {
  std::chrono::seconds idle_max{300};      // an entity without messages for so long goes to sleep
  std::chrono::seconds sweep_interval{10}; // how often the idle ones are looked for
  std::size_t waiting_max = 10'000; // messages for one entity, or for one shard without an owner
  /// How long a message waits for a shard whose owner is changing or cannot be reached.
  std::chrono::milliseconds owner_wait_max{1'000};
  std::chrono::milliseconds owner_look_interval{20}; // how often the waiting ones are looked after
  /// How long a hand-over waits for what is in flight. What is left then is fenced, and tried again
  /// at the new owner.
  std::chrono::milliseconds drain_max{100};
  std::chrono::milliseconds drain_look_interval{5};
};

struct LinkConfig {
  std::size_t in_flight_max = 4'096; // requests to one peer
  std::chrono::milliseconds answer_wait_max{10'000};
  std::chrono::milliseconds return_pause{10}; // before asking again after "not here"
  int returns_max = 100;
};

struct MembershipConfig {
  std::chrono::milliseconds lease{3'000};
  std::chrono::milliseconds renew_interval{500};
  /// A node's own clock ends its lease by so much earlier than the database does.
  std::chrono::milliseconds lease_margin{300};
  std::size_t moves_max = 64; // shards on their way at once
  /// After so long without a connection, one of two nodes has to go.
  std::chrono::milliseconds unreachable_max{1'000};
  /// The coordinator decides which one when everybody has had the time to say whom he misses: twice
  /// the interval of renewals.
  std::chrono::milliseconds reports_wait{1'000};
};

} // namespace baro
