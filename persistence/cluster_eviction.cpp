#include "persistence/cluster_eviction.hpp"

#include "monitoring/log.hpp"

#include <thread>

namespace baro {

namespace {

constexpr const char* evict_sql = R"sql(
  WITH gone AS (
    DELETE FROM nodes
     WHERE (lease_until < clock_timestamp() OR incarnation = ANY($3::bigint[]))
       AND (name = $1 OR EXISTS (SELECT FROM acting_coordinator WHERE incarnation = $2))
    RETURNING incarnation, name, number
  ), freed AS (
    UPDATE node_numbers SET freed_at = clock_timestamp()
     WHERE number IN (SELECT number FROM gone)
  ), noted AS (
    UPDATE cluster SET map_version = map_version + 1 WHERE EXISTS (SELECT FROM gone)
  )
  SELECT incarnation, name FROM gone ORDER BY incarnation
)sql";

// Other databases of the server have clusters of their own, with the same numbers.
// Asked again on each look: a backend may only be starting to listen when it is told first.
constexpr const char* terminate_sql = R"sql(
  SELECT application_name, pg_terminate_backend(pid)
    FROM pg_stat_activity
   WHERE datname = current_database() AND pid <> pg_backend_pid()
     AND application_name ~ '^baro/[1-9][0-9]*/'
     AND split_part(application_name, '/', 2) NOT IN (SELECT incarnation::text FROM nodes)
)sql";

constexpr std::chrono::milliseconds look_pause{2};

} // namespace

PgStatement eviction_by(Incarnation coordinator, std::span<const Incarnation> cut_off) {
  return {evict_sql, PgParams{}.add(std::nullopt).add(coordinator).add_array(cut_off)};
}

PgStatement eviction_of(std::string_view name) {
  return {evict_sql, PgParams{}.add(name).add(std::nullopt).add("{}")};
}

void log_evictions(const PgRows& evicted) {
  for (const auto row : evicted)
    log_warning("node_evicted", {{"incarnation", row.number(0)}, {"name", row.text(1)}});
}

PgResult<Done> end_evicted_backends(PgConnection& connection, std::chrono::milliseconds wait_max) {
  const auto deadline = std::chrono::steady_clock::now() + wait_max;
  while (true) {
    auto left = connection.execute(terminate_sql);
    if (!left)
      return left.error();
    if (left->empty())
      return Done{};
    if (std::chrono::steady_clock::now() >= deadline) {
      const auto name = (*left)[0].text(0);
      log_warning("evicted_backend_remains",
                  {{"application_name", name}, {"backends", left->size()}});
      return PgFailure{false, "57014", "the backend of " + std::string{name} + " does not end"};
    }
    std::this_thread::sleep_for(look_pause);
  }
}

} // namespace baro
