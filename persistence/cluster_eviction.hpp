#pragma once

#include "persistence/pg.hpp"
#include "protocol/cluster.hpp"

#include <span>
#include <string_view>

namespace baro {

/// The lock that comes before any change of membership or of the map.
inline constexpr const char* lock_cluster_sql
  = "SELECT cluster_id, last_incarnation FROM cluster FOR UPDATE";

/// Deletes the nodes whose lease has run out, provided that `coordinator` may do so, and answers
/// who they were. To be run under the lock; once it is committed, end_evicted_backends().
PgStatement eviction_by(Incarnation coordinator, std::span<const Incarnation> cut_off);

/// The same for the node of that name, which a new run of it replaces.
PgStatement eviction_of(std::string_view name);

void log_evictions(const PgRows& evicted);

/// Ends every connection of a node that has no row any more, and waits until all are gone: from
/// then on nothing that such a node has begun can be committed. Those of evictions that were never
/// finished are found, too.
PgResult<Done> end_evicted_backends(PgConnection& connection, std::chrono::milliseconds wait_max);

} // namespace baro
