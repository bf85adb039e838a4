#pragma once

#include "protocol/actors.hpp"

#include <caf/actor.hpp>
#include <caf/event_based_actor.hpp>

#include <functional>

namespace baro {

/// Wakes entities: loads what is kept of one and spawns its actor.
class EntityFactory {
public:
  virtual ~EntityFactory() = default;

  using Awake = std::function<void(Result<caf::actor>)>;

  /// Called by a shard, in its own context; calls `awake` there, once, sooner or later.
  /// Errors: not_found (nothing is kept under this address), unavailable.
  virtual void wake(caf::event_based_actor* shard, Address address, Awake awake) = 0;
};

} // namespace baro
