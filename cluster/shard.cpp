#include "cluster/shard.hpp"

#include "monitoring/cluster_metrics.hpp"
#include "monitoring/log.hpp"

#include <utility>

namespace baro {

caf::behavior ShardState::make_behavior() {
  self_->set_down_handler([this](const caf::down_msg& down) {
    if (auto it = addresses_.find(down.source); it != addresses_.end())
      forget(it->second, down.source);
  });
  self_->delayed_send(self_, config_.sweep_interval, sweep_atom_v);
  return {
    [this](Envelope& envelope) { deliver(envelope); },
    [this](Finished finished) {
      if (auto it = slots_.find(finished.entity);
          it != slots_.end() && it->second.phase == Phase::awake)
        let_sleep(finished.entity, it->second);
    },
    [this](sweep_atom) { sweep(); },
  };
}

void ShardState::deliver(Envelope& envelope) {
  auto reply = self_->make_response_promise();
  auto it = slots_.find(envelope.to);
  if (it == slots_.end()) {
    if (!envelope.wake)
      return reply.deliver(caf::unit);
    it = slots_.try_emplace(envelope.to).first;
    it->second.waiting.push_back({std::move(reply), std::move(envelope.body)});
    return wake(envelope.to);
  }
  auto& slot = it->second;
  slot.last_used = now();
  if (slot.phase == Phase::awake) {
    reply.delegate(slot.entity, std::move(envelope.body));
  } else if (slot.waiting.size() < config_.waiting_max) {
    slot.waiting.push_back({std::move(reply), std::move(envelope.body)});
  } else {
    metrics_.refused.Increment();
    reply.deliver(to_caf(Errc::overloaded, "too many messages wait for one entity"));
  }
}

void ShardState::wake(Address address) {
  factory_.wake(self_, address,
                [this, address](Result<caf::actor> entity) { awake(address, std::move(entity)); });
}

void ShardState::awake(Address address, Result<caf::actor> entity) {
  const auto it = slots_.find(address);
  auto& slot = it->second;
  auto waiting = std::exchange(slot.waiting, {});
  if (!entity) {
    slots_.erase(it);
    metrics_.wake_failures.Increment();
    for (auto& message : waiting)
      if (!message.reply.async())
        message.reply.deliver(to_caf(entity.error()));
    return;
  }
  metrics_.woken.Increment();
  metrics_.awake.Increment();
  slot.entity = *entity;
  slot.phase = Phase::awake;
  slot.last_used = now();
  addresses_.emplace(slot.entity.address(), address);
  self_->monitor(slot.entity);
  for (auto& message : waiting)
    message.reply.delegate(slot.entity, std::move(message.body));
}

void ShardState::let_sleep(Address address, Slot& slot) {
  slot.phase = Phase::falling_asleep;
  self_->request(slot.entity, caf::infinite, Passivate{})
    .then([this, address](bool asleep) { slept(address, asleep); },
          [this, address, entity = slot.entity.address()](const caf::error&) {
            forget(address, entity);
          });
}

void ShardState::slept(Address address, bool asleep) {
  const auto it = slots_.find(address);
  if (it == slots_.end() || it->second.phase != Phase::falling_asleep)
    return; // it died meanwhile
  auto& slot = it->second;
  if (asleep)
    return forget(address, slot.entity.address());
  slot.phase = Phase::awake;
  for (auto& message : std::exchange(slot.waiting, {}))
    message.reply.delegate(slot.entity, std::move(message.body));
}

// The entity is gone, asleep or dead. Whoever waits for it wakes it anew.
void ShardState::forget(Address address, const caf::actor_addr& entity) {
  const auto it = slots_.find(address);
  if (it == slots_.end() || it->second.phase == Phase::waking
      || it->second.entity.address() != entity)
    return;
  auto& slot = it->second;
  metrics_.awake.Decrement();
  self_->demonitor(slot.entity);
  addresses_.erase(slot.entity.address());
  if (slot.waiting.empty()) {
    slots_.erase(it);
    return;
  }
  slot.entity = nullptr;
  slot.phase = Phase::waking;
  wake(address);
}

void ShardState::sweep() {
  const auto idle_since = now() - config_.idle_max;
  for (auto& [address, slot] : slots_)
    if (slot.phase == Phase::awake && slot.last_used <= idle_since)
      let_sleep(address, slot);
  self_->delayed_send(self_, config_.sweep_interval, sweep_atom_v);
}

// The system's clock, which a test moves by hand.
std::chrono::steady_clock::time_point ShardState::now() const { return self_->clock().now(); }

} // namespace baro
