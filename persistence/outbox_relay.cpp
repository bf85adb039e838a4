#include "persistence/outbox_relay.hpp"

#include "monitoring/log.hpp"
#include "protocol/time.hpp"

#include <algorithm>

namespace baro {

OutboxRelayActor::behavior_type OutboxRelayState::make_behavior() {
  self_->send(self_, sweep_atom_v);
  return {
    [this](sweep_atom) {
      const bool more_to_deal_out = deal_out();
      const bool more_to_stream = stream();
      measure();
      if (more_to_deal_out || more_to_stream)
        self_->send(self_, sweep_atom_v);
      else
        self_->delayed_send(self_, config_.look_interval, sweep_atom_v);
    },
  };
}

bool OutboxRelayState::deal_out() {
  const auto any = outbox_.has_undealt();
  if (!any || !*any)
    return false;
  return pass(outbox_.deal_out(), "outbox_not_dealt_out");
}

bool OutboxRelayState::stream() {
  if (Clock::now() < stream_from_)
    return false;
  const auto any = outbox_.has_unstreamed();
  if (!any || !*any)
    return false;
  auto passed = outbox_.stream();
  if (passed) {
    metrics_.streamed.Increment(static_cast<double>(passed->events));
    pause_ = {};
  } else {
    metrics_.stream_failures.Increment();
    pause_ = std::clamp(2 * pause_, config_.retry_pause, config_.retry_pause_max);
    stream_from_ = Clock::now() + jittered(pause_);
  }
  return pass(std::move(passed), "events_not_streamed");
}

bool OutboxRelayState::pass(Result<Outbox::Passed> passed, const char* failure) {
  if (!passed)
    log_warning(failure, {{"reason", passed.error().detail}});
  return passed && passed->batches == config_.outbox.batches_max;
}

void OutboxRelayState::measure() {
  if (Clock::now() < measure_from_)
    return;
  measure_from_ = Clock::now() + config_.lag_interval;
  const auto lag = outbox_.lag();
  if (!lag)
    return;
  metrics_.outbox_rows.Set(static_cast<double>(lag->rows));
  metrics_.outbox_seconds.Set(static_cast<double>(lag->seconds));
  metrics_.deliveries_due.Set(static_cast<double>(lag->deliveries));
}

} // namespace baro
