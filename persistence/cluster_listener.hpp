#pragma once

#include "persistence/pg.hpp"
#include "protocol/type_ids.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

/// Told by itself to go on.
using ClusterListenerActor = caf::typed_actor<caf::result<void>(sweep_atom)>;

/// CLUSTER LISTENER: tells `listener` when something in the cluster's tables has changed, once for
/// all that changed together, and after each time it could not hear. Blocks, so it is spawned
/// detached. What it misses, a lease that is prolonged finds out.
class ClusterListenerState {
public:
  static constexpr const char* name = "baro.cluster_listener";

  ClusterListenerState(ClusterListenerActor::pointer self, PgConfig pg, caf::actor listener)
    : self_(self), session_(std::move(pg), "cluster_ear"), listener_(std::move(listener)) {}

  ClusterListenerActor::behavior_type make_behavior();

private:
  /// Waits for a while. False when there is no connection.
  bool listen();
  PgResult<bool> hear();
  void tell();

  ClusterListenerActor::pointer self_;
  PgSession session_;
  caf::actor listener_;
  std::string listening_as_; // the connection that has been told to listen
};

using ClusterListenerImpl = ClusterListenerActor::stateful_impl<ClusterListenerState>;

} // namespace baro
