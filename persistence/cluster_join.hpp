#pragma once

#include "persistence/pg.hpp"
#include "protocol/cluster.hpp"
#include "protocol/error.hpp"
#include "protocol/id_generator.hpp"

#include <string>

namespace baro {

struct JoinRequest {
  std::string name;
  std::string http_url;
  std::chrono::milliseconds lease{3'000};
  /// How long to wait while an earlier run of the node still has its lease.
  std::chrono::milliseconds name_wait_max = lease + std::chrono::seconds{2};
};

struct Joined {
  Incarnation incarnation;
  NodeNumber number = 0;
  std::string cluster_id;
  /// Earlier holders of the number may have made ids up to here: make none before this machine's
  /// clock has passed it.
  Timestamp ids_from;
};

/// Makes this process a node of the cluster, with a lease that begins now. A node of the same name
/// whose lease has run out is evicted. Errors: duplicate (one of that name runs already),
/// unavailable (the others are of another version, no number is free, or the database is away),
/// deadline_passed (it is not known whether it joined). Their details say what to do.
Result<Joined> join_cluster(const PgConfig& config, const JoinRequest& request);

/// For how long the ids that a node makes are covered, when its lease has been prolonged now: its
/// clock may be set while it runs.
Timestamp ids_until(Timestamp now, std::chrono::milliseconds lease);

} // namespace baro
