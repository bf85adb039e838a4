#pragma once

#include "net/loop.hpp"
#include "protocol/actors.hpp"
#include "protocol/directory.hpp"
#include "protocol/id_generator.hpp"

namespace baro {

/// What the edge talks to. All of it outlives the server.
struct Services {
  caf::actor_system& system;
  const Directory& directory;
  IdentityActor identity;
  CatalogueActor catalogue;
  AdminActor admin;
  PaymentsActor payments;
  IdGenerator& ids;
  Loops& loops; // which it serves connections in; they run
};

} // namespace baro
