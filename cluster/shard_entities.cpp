#include "cluster/heat.hpp"
#include "cluster/shard.hpp"
#include "monitoring/cluster_metrics.hpp"

#include <caf/send.hpp>

#include <utility>

namespace baro {

void ShardState::deliver(Envelope& envelope, caf::response_promise reply) {
  auto it = slots_.find(envelope.to);
  if (it == slots_.end()) {
    if (!envelope.wake)
      return reply.deliver(caf::unit);
    it = slots_.try_emplace(envelope.to).first;
    waiting_[envelope.to].push_back({std::move(reply), std::move(envelope.body)});
    return wake(envelope.to);
  }
  feel(envelope.to);
  auto& slot = it->second;
  slot.last_used = now();
  if (slot.phase == Phase::awake) {
    reply.delegate(slot.entity, std::move(envelope.body));
  } else if (auto& waiting = waiting_[envelope.to]; waiting.size() < config_.waiting_max) {
    waiting.push_back({std::move(reply), std::move(envelope.body)});
  } else {
    services_.metrics.refused.Increment();
    reply.deliver(to_caf(Errc::overloaded, "too many messages wait for one entity"));
  }
}

void ShardState::feel(Address address) {
  if (address.kind != EntityKind::sku || ++unfelt_ < Heat::sample_every)
    return;
  unfelt_ = 0;
  services_.heat.note(SkuId{address.id});
}

void ShardState::wake(Address address) {
  services_.factory.wake(self_, address, [this, address](Result<caf::actor> entity) {
    awake(address, std::move(entity));
  });
}

void ShardState::awake(Address address, Result<caf::actor> entity) {
  const auto it = slots_.find(address);
  if (it == slots_.end() || it->second.phase != Phase::waking)
    return; // the shard was handed over meanwhile
  auto& slot = it->second;
  auto waiting = take_waiting(address);
  if (!entity) {
    slots_.erase(it);
    services_.metrics.of(address.kind).wake_failures.Increment();
    for (auto& message : waiting)
      if (!message.reply.async())
        message.reply.deliver(to_caf(entity.error()));
    return;
  }
  services_.metrics.of(address.kind).woken.Increment();
  services_.metrics.of(address.kind).awake.Increment();
  slot.entity = *entity;
  slot.phase = Phase::awake;
  slot.last_used = now();
  auto tell_end = [shard = caf::actor{self_}, address, id = slot.entity.id()] {
    caf::anon_send(shard, EntityEnded{address, id});
  };
  slot.entity->attach_functor(std::move(tell_end));
  for (auto& message : waiting)
    message.reply.delegate(slot.entity, std::move(message.body));
}

void ShardState::let_sleep(Address address, Slot& slot) {
  slot.phase = Phase::falling_asleep;
  self_->request(slot.entity, caf::infinite, Passivate{})
    .then(
      [this, address](bool asleep) { slept(address, asleep); },
      [this, address, entity = slot.entity.id()](const caf::error&) { forget(address, entity); });
}

void ShardState::slept(Address address, bool asleep) {
  const auto it = slots_.find(address);
  if (it == slots_.end() || it->second.phase != Phase::falling_asleep)
    return; // it died meanwhile
  auto& slot = it->second;
  if (asleep)
    return forget(address, slot.entity.id());
  slot.phase = Phase::awake;
  for (auto& message : take_waiting(address))
    message.reply.delegate(slot.entity, std::move(message.body));
}

// The entity is gone, asleep or dead. Whoever waits for it wakes it anew.
void ShardState::forget(Address address, caf::actor_id entity) {
  const auto it = slots_.find(address);
  if (it == slots_.end() || it->second.phase == Phase::waking || it->second.entity.id() != entity)
    return;
  auto& slot = it->second;
  count_end(address);
  auto waiting = take_waiting(address);
  if (role_ != Role::serving || waiting.empty()) {
    slots_.erase(it);
    park_all(address, std::move(waiting));
    if (role_ == Role::draining && slots_.empty())
      hand_over();
    return;
  }
  waiting_[address] = std::move(waiting);
  slot.entity = nullptr;
  slot.phase = Phase::waking;
  wake(address);
}

void ShardState::let_go_of_all() {
  for (auto& [address, slot] : std::exchange(slots_, {})) {
    if (slot.phase != Phase::waking)
      count_end(address);
    park_all(address, take_waiting(address));
  }
}

void ShardState::count_end(Address address) {
  services_.metrics.of(address.kind).awake.Decrement();
  services_.metrics.of(address.kind).slept.Increment();
}

std::vector<ShardState::Waiting> ShardState::take_waiting(Address address) {
  auto waiting = waiting_.extract(address);
  return waiting ? std::move(waiting.mapped()) : std::vector<Waiting>{};
}

// They wait for the shard's next owner.
void ShardState::park_all(Address address, std::vector<Waiting> waiting) {
  for (auto& message : waiting)
    park({address, std::move(message.body)}, std::move(message.reply));
}

void ShardState::sweep() {
  const auto idle_since = now() - config_.idle_max;
  for (auto& [address, slot] : slots_)
    if (slot.phase == Phase::awake && slot.last_used <= idle_since)
      let_sleep(address, slot);
  self_->delayed_send(self_, config_.sweep_interval, sweep_atom_v);
}

} // namespace baro
