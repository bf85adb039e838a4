#include "cluster/shard.hpp"

#include "cluster/standing.hpp"
#include "monitoring/cluster_metrics.hpp"

#include <caf/send.hpp>

#include <utility>

namespace baro {

caf::behavior ShardState::make_behavior() {
  self_->delayed_send(self_, config_.sweep_interval, sweep_atom_v);
  return {
    [this](Envelope& envelope) { route(std::move(envelope), self_->make_response_promise()); },
    [this](FromPeer& message) { route_from_peer(message.envelope); },
    [this](AssignShard& order) { assign(order); },
    [this](EntityEnded ended) { forget(ended.entity, ended.actor); },
    [this](sweep_atom) { sweep(); },
  };
}

void ShardState::assign(AssignShard& order) {
  row_ = order.row;
  link_ = std::move(order.link);
  membership_ = caf::actor_cast<caf::actor>(self_->current_sender());
  if (!order.is_mine) {
    if (role_ == Role::handing_over)
      services_.metrics.pause.Observe(std::chrono::duration<double>{now() - drain_since_}.count());
    role_ = Role::elsewhere;
    let_go_of_all();
  } else if (row_.next_owner == Incarnation{}) {
    role_ = Role::serving;
  } else if (role_ == Role::handing_over) {
    self_->send(membership_, ShardDrained{row_}); // the plan has changed since
  } else if (role_ != Role::draining) {
    role_ = Role::draining;
    drain_since_ = now();
    drain();
  }
  route_parked();
}

void ShardState::route(Envelope envelope, caf::response_promise reply) {
  if (serves(envelope))
    deliver(envelope, std::move(reply));
  else if (role_ == Role::elsewhere && link_)
    reply.delegate(link_, std::move(envelope));
  else
    park(std::move(envelope), std::move(reply));
}

// Whoever sent it knows where else it may have to go.
void ShardState::route_from_peer(Envelope& envelope) {
  auto reply = self_->make_response_promise();
  if (serves(envelope))
    deliver(envelope, std::move(reply));
  else
    reply.deliver(to_caf(Errc::not_here));
}

// While it drains, only what ends things is let through.
bool ShardState::serves(const Envelope& envelope) const {
  return (role_ == Role::serving || (role_ == Role::draining && !envelope.wake))
         && services_.standing.holds_lease(now());
}

void ShardState::park(Envelope envelope, caf::response_promise reply) {
  if (parked_.size() >= config_.waiting_max) {
    services_.metrics.refused.Increment();
    return reply.deliver(to_caf(Errc::overloaded, "too many messages wait for a shard's owner"));
  }
  parked_.push_back({std::move(reply), std::move(envelope), now()});
  look_after_parked();
}

void ShardState::look_after_parked() {
  if (looks_after_parked_ || parked_.empty())
    return;
  looks_after_parked_ = true;
  self_->run_delayed(config_.owner_look_interval, [this] {
    looks_after_parked_ = false;
    route_parked();
    for (const auto expired = now() - config_.owner_wait_max;
         !parked_.empty() && parked_.front().since <= expired; parked_.pop_front()) {
      services_.metrics.unowned.Increment();
      parked_.front().reply.deliver(
        to_caf(Errc::unavailable, "nobody who can be reached owns the shard"));
    }
    look_after_parked();
  });
}

// What cannot go yet stays, and stays as old as it is.
void ShardState::route_parked() {
  auto waiting = std::exchange(parked_, {});
  for (auto& message : waiting)
    if (serves(message.envelope))
      deliver(message.envelope, std::move(message.reply));
    else if (role_ == Role::elsewhere && link_)
      message.reply.delegate(link_, std::move(message.envelope));
    else
      parked_.push_back(std::move(message));
  look_after_parked();
}

void ShardState::drain() {
  if (role_ != Role::draining)
    return;
  for (auto& [address, slot] : slots_)
    if (slot.phase == Phase::awake)
      let_sleep(address, slot);
  if (slots_.empty() || now() >= drain_since_ + config_.drain_max)
    hand_over();
  else
    self_->run_delayed(config_.drain_look_interval, [this] { drain(); });
}

// Those who are still busy finish on their own. If what they decided reaches the database after
// the new owner has begun, it is refused there, and tried again.
void ShardState::hand_over() {
  let_go_of_all();
  role_ = Role::handing_over;
  self_->send(membership_, ShardDrained{row_});
}

// The system's clock, which a test moves by hand.
ShardState::Moment ShardState::now() const { return self_->clock().now(); }

} // namespace baro
