#pragma once

#include "monitoring/event_metrics.hpp"
#include "persistence/outbox.hpp"
#include "protocol/type_ids.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct OutboxRelayConfig {
  OutboxConfig outbox;
  // A lone event waits for so long. Being told by each commit would cost more: PostgreSQL lets only
  // one transaction at a time commit with a notification.
  std::chrono::milliseconds look_interval{100};
  std::chrono::milliseconds retry_pause{
    100}; // after a failure; twice as long after each further one
  std::chrono::milliseconds retry_pause_max{3'000};
  std::chrono::seconds lag_interval{2}; // how often it is measured what waits
};

/// Told by itself to go on.
using OutboxRelayActor = caf::typed_actor<caf::result<void>(sweep_atom)>;

/// OUTBOX RELAY: empties the outbox, for as long as it takes. Webhooks do not wait for Redis. Any
/// number of nodes may have one. Blocks, so it is spawned detached.
class OutboxRelayState {
public:
  static constexpr const char* name = "baro.outbox_relay";

  OutboxRelayState(OutboxRelayActor::pointer self, OutboxRelayConfig config, EventMetrics& metrics)
    : self_(self), config_(std::move(config)), outbox_(config_.outbox), metrics_(metrics) {}

  OutboxRelayActor::behavior_type make_behavior();

private:
  using Clock = std::chrono::steady_clock;

  /// Each of these: whether there may be more to do at once.
  bool deal_out();
  bool stream();
  bool pass(Result<Outbox::Passed> passed, const char* failure);
  void measure();

  OutboxRelayActor::pointer self_;
  OutboxRelayConfig config_;
  Outbox outbox_;
  EventMetrics& metrics_;
  std::chrono::milliseconds pause_{0}; // the last one that Redis was given; 0: none
  Clock::time_point stream_from_{};
  Clock::time_point measure_from_{};
};

using OutboxRelayImpl = OutboxRelayActor::stateful_impl<OutboxRelayState>;

} // namespace baro
