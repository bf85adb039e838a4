#pragma once

#include "net/loop.hpp"
#include "protocol/actors.hpp"
#include "protocol/directory.hpp"
#include "protocol/id_generator.hpp"

#include <optional>

namespace baro {

/// What the edge talks to. All of it outlives the server.
struct Services {
  caf::actor_system& system;
  const Directory& directory;
  IdentityActor identity;
  CatalogueActor catalogue;
  AdminActor admin;
  PaymentsActor payments;
  EventsActor events;
  WebhooksActor webhooks;
  IdGenerator& ids;
  Loops& loops;                          // which it serves connections in; they run
  std::optional<FittingActor> fitting{}; // none: it is not set up
};

} // namespace baro
