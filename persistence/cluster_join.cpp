#include "persistence/cluster_join.hpp"

#include "monitoring/log.hpp"
#include "persistence/cluster_eviction.hpp"
#include "persistence/pg_transaction.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

namespace baro {

namespace {

using std::chrono::milliseconds;
using std::chrono::steady_clock;

constexpr const char* find_name_sql = R"sql(
  SELECT incarnation, ceil(extract(epoch FROM lease_until - clock_timestamp()) * 1000)::bigint
    FROM nodes WHERE name = $1
)sql";

constexpr const char* find_other_version_sql = R"sql(
  SELECT wire_version, name FROM nodes
   WHERE wire_version <> $1 AND lease_until >= clock_timestamp()
   ORDER BY incarnation
   LIMIT 1
)sql";

// The one that has rested longest: most often its predecessor's ids are long past.
constexpr const char* find_number_sql = R"sql(
  SELECT number, ids_until FROM node_numbers
   WHERE number NOT IN (SELECT number FROM nodes)
   ORDER BY ids_until, number
   LIMIT 1
)sql";

constexpr const char* count_incarnation_sql = "UPDATE cluster SET last_incarnation = $1";

constexpr const char* insert_node_sql = R"sql(
  INSERT INTO nodes (incarnation, name, number, wire_version, http_url, lease_until)
  VALUES ($1, $2, $3, $4, $5, clock_timestamp() + $6::bigint * interval '1 millisecond')
  RETURNING (extract(epoch FROM joined_at) * 1000000)::bigint
)sql";

constexpr const char* take_number_sql = R"sql(
  UPDATE node_numbers SET ids_until = greatest(ids_until, $2), freed_at = NULL WHERE number = $1
)sql";

// Joins that were rolled back leave their incarnation to the next, so the moment tells them apart.
constexpr const char* trace_sql = R"sql(
  SELECT 1 FROM nodes
   WHERE incarnation = $1 AND (extract(epoch FROM joined_at) * 1000000)::bigint = $2
)sql";

constexpr milliseconds name_look_pause{50};
constexpr milliseconds lock_hold_max{1'000};
constexpr milliseconds backends_wait_max{2'000};

struct Attempt {
  Joined joined;
  std::int64_t joined_at = 0; // microseconds on the server's clock
  std::optional<PgRows> evicted;
};

QueryError name_taken(const std::string& name, PgRow holder) {
  return QueryError{Errc::duplicate,
                    fmt::format("{} runs already (incarnation {}, its lease lasts another {} ms): "
                                "stop it, or give this one another --node-name",
                                name, holder.number(0), holder.number(1))};
}

QueryError other_version(PgRow other) {
  return QueryError{
    Errc::unavailable,
    fmt::format("the cluster speaks version {} ({}), this binary {}: stop its nodes "
                "first, or start the release that they run",
                other.number(0), other.text(1), wire_version)};
}

QueryError no_number() {
  return QueryError{Errc::unavailable,
                    fmt::format("the cluster has {} nodes, and no number for one "
                                "more: stop one first",
                                IdGenerator::nodes_max)};
}

/// Makes the node, once nothing stands in its way.
Found<Attempt> add_node(PgConnection& connection, const JoinRequest& request, Attempt attempt) {
  const auto& joined = attempt.joined;
  PgParams node;
  node.add(joined.incarnation).add(request.name).add(joined.number).add(wire_version);
  node.add(request.http_url).add(request.lease.count());
  PgParams number;
  number.add(joined.number).add(ids_until(steady_now(), request.lease).micros);
  auto answers = connection.execute_all(std::array{
    PgStatement{count_incarnation_sql, PgParams{}.add(joined.incarnation)},
    PgStatement{insert_node_sql, std::move(node)}, PgStatement{take_number_sql, number}});
  if (!answers)
    return QueryError{answers.error()};
  attempt.joined_at = (*answers)[1][0].number(0);
  return attempt;
}

/// Inside the transaction.
Found<Attempt> join(PgConnection& connection, const JoinRequest& request) {
  auto answers = connection.execute_all(
    std::array{PgStatement{lock_cluster_sql, {}}, eviction_of(request.name),
               PgStatement{find_name_sql, PgParams{}.add(request.name)},
               PgStatement{find_other_version_sql, PgParams{}.add(wire_version)},
               PgStatement{find_number_sql, {}}});
  if (!answers)
    return QueryError{answers.error()};
  const auto& cluster = (*answers)[0];
  const auto& holder = (*answers)[2];
  const auto& other = (*answers)[3];
  const auto& number = (*answers)[4];
  if (!holder.empty())
    return name_taken(request.name, holder[0]);
  if (!other.empty())
    return other_version(other[0]);
  if (number.empty())
    return no_number();
  Attempt attempt;
  attempt.joined = {Incarnation{cluster[0].number(1) + 1},
                    number[0].number(0),
                    std::string{cluster[0].text(0)},
                    {number[0].number(1)}};
  attempt.evicted = std::move((*answers)[1]);
  return add_node(connection, request, std::move(attempt));
}

Result<Attempt> try_to_join(PgSession& session, const JoinRequest& request) {
  return transact(
    session, [&](PgConnection& connection) { return join(connection, request); },
    [](const Attempt& attempt) {
      return PgStatement{trace_sql,
                         PgParams{}.add(attempt.joined.incarnation).add(attempt.joined_at)};
    });
}

/// What stays in spite of this, the coordinator ends before it gives the shards to others.
void end_predecessor(PgSession& session, const PgRows& evicted) {
  if (evicted.empty())
    return;
  log_evictions(evicted);
  auto connection = session.connection();
  if (connection)
    (void)end_evicted_backends(**connection, backends_wait_max);
}

} // namespace

Timestamp ids_until(Timestamp now, milliseconds lease) {
  constexpr milliseconds clock_step_max{1'000};
  const auto ahead = lease + clock_step_max + milliseconds{IdGenerator::borrow_max};
  return {now.micros + std::chrono::microseconds{ahead}.count()};
}

Result<Joined> join_cluster(const PgConfig& config, const JoinRequest& request) {
  auto pg = config;
  pg.incarnation = 0;
  // All others wait for the lock: a process that is frozen while it has it must lose it soon.
  pg.idle_in_transaction_max = std::min(pg.idle_in_transaction_max, lock_hold_max);
  PgSession session{pg, "join"};
  const auto deadline = steady_clock::now() + request.name_wait_max;
  while (true) {
    auto attempt = try_to_join(session, request);
    if (attempt) {
      end_predecessor(session, *attempt->evicted);
      return std::move(attempt->joined);
    }
    if (attempt.error().code != Errc::duplicate || steady_clock::now() >= deadline)
      return std::move(attempt).error();
    std::this_thread::sleep_for(jittered(name_look_pause));
  }
}

} // namespace baro
