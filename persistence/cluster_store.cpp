#include "persistence/cluster_store.hpp"

#include "persistence/cluster_eviction.hpp"
#include "persistence/cluster_join.hpp"
#include "persistence/columns.hpp"
#include "persistence/node_drain.hpp"
#include "persistence/pg_error.hpp"
#include "persistence/reply.hpp"
#include "protocol/wire.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace baro {

namespace {

using std::chrono::milliseconds;

// Before the node's own row, as everywhere else. Where nobody coordinates, the first to ask does; a
// node that leaves does so only if nobody else can.
constexpr const char* coordinate_sql = R"sql(
  UPDATE cluster c
     SET coordinator = $1,
         coordinator_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
   WHERE EXISTS (SELECT FROM nodes WHERE incarnation = $1)
     AND (c.coordinator = $1
          OR ((c.coordinator IS NULL OR c.coordinator_until < clock_timestamp()
               OR c.coordinator NOT IN (SELECT incarnation FROM nodes))
              AND ($3 <> 'LEAVING'
                   OR NOT EXISTS (SELECT FROM nodes
                                   WHERE state = 'SERVING' AND incarnation <> $1
                                     AND lease_until > clock_timestamp()))))
)sql";

constexpr const char* renew_sql = R"sql(
  UPDATE nodes
     SET state = $3, host = $4, port = $5, unreachable = $6, vitals = coalesce($7, vitals),
         lease_until = clock_timestamp() + $2::bigint * interval '1 millisecond'
   WHERE incarnation = $1
  RETURNING asked_to_leave
)sql";

constexpr const char* cover_ids_sql = R"sql(
  UPDATE node_numbers SET ids_until = greatest(ids_until, $2)
   WHERE number = (SELECT number FROM nodes WHERE incarnation = $1)
)sql";

// Read before the shards: they are never older than the version says.
constexpr const char* find_version_sql = R"sql(
  SELECT map_version, coordinator = $1 AND coordinator_until > clock_timestamp() FROM cluster
)sql";

constexpr const char* find_shards_sql = R"sql(
  SELECT shard, coalesce(owner, 0), coalesce(next_owner, 0), epoch
    FROM shards
   WHERE $1 <> (SELECT map_version FROM cluster)
   ORDER BY shard
)sql";

constexpr const char* find_members_sql
  = "SELECT incarnation, name, state, host, port, array_to_string(unreachable, ',') FROM nodes "
    "ORDER BY incarnation";

// Under the lock this stays true until the end of the transaction, but for the coordinator's time.
constexpr const char* find_standing_sql = R"sql(
  SELECT EXISTS (SELECT FROM nodes WHERE incarnation = $1),
         EXISTS (SELECT FROM acting_coordinator WHERE incarnation = $1)
)sql";

// An owner that lives gives a shard away only itself. From one that was evicted it is taken once
// none of its connections is left, also when its eviction was never finished.
constexpr const char* place_sql = R"sql(
  WITH changed AS (
    UPDATE shards s
       SET owner = r.owner, next_owner = nullif(r.next_owner, 0), epoch = s.epoch + 1
      FROM unnest($2::integer[], $3::bigint[], $4::bigint[], $5::bigint[])
             AS r (shard, owner, next_owner, epoch)
     WHERE s.shard = r.shard AND s.epoch = r.epoch
       AND EXISTS (SELECT FROM acting_coordinator WHERE incarnation = $1)
       AND r.owner IN (SELECT incarnation FROM nodes)
       AND r.next_owner IN (SELECT incarnation FROM nodes UNION ALL SELECT 0)
       AND (s.owner IS NULL OR s.owner = r.owner
            OR (s.owner NOT IN (SELECT incarnation FROM nodes)
                AND s.owner::text NOT IN (SELECT split_part(application_name, '/', 2)
                                            FROM pg_stat_activity
                                           WHERE datname = current_database()
                                             AND application_name LIKE 'baro/%')))
    RETURNING s.shard, s.owner, s.next_owner, s.epoch
  ), noted AS (
    UPDATE cluster SET map_version = map_version + 1 WHERE EXISTS (SELECT FROM changed)
  )
  SELECT shard, owner, coalesce(next_owner, 0), epoch FROM changed ORDER BY shard
)sql";

constexpr const char* hand_over_sql = R"sql(
  WITH changed AS (
    UPDATE shards s
       SET owner = s.next_owner, next_owner = NULL, epoch = s.epoch + 1
      FROM unnest($2::integer[], $3::bigint[], $4::bigint[], $5::bigint[])
             AS r (shard, owner, next_owner, epoch)
     WHERE s.shard = r.shard AND s.epoch = r.epoch
       AND s.owner = $1 AND s.owner = r.owner AND s.next_owner = r.next_owner
       AND EXISTS (SELECT FROM nodes WHERE incarnation = $1)
       AND s.next_owner IN (SELECT incarnation FROM nodes)
    RETURNING s.shard, s.owner, s.epoch
  ), noted AS (
    UPDATE cluster SET map_version = map_version + 1 WHERE EXISTS (SELECT FROM changed)
  )
  SELECT shard, owner, 0, epoch FROM changed ORDER BY shard
)sql";

constexpr const char* leave_sql = R"sql(
  WITH gone AS (
    DELETE FROM nodes WHERE incarnation = $1 RETURNING number
  )
  UPDATE node_numbers SET freed_at = clock_timestamp() WHERE number IN (SELECT number FROM gone)
)sql";

constexpr const char* resign_sql = R"sql(
  UPDATE cluster SET coordinator = NULL, coordinator_until = '-infinity' WHERE coordinator = $1
)sql";

constexpr milliseconds statement_wait_min{300};
constexpr milliseconds backends_wait_max{2'000};

/// A database that hangs may cost a renewal, not the lease: what the server is waited for, twice
/// the statement's limit, is a third of it. Others wait for this connection's lock, so it is not
/// kept for longer either.
PgConfig impatient(const ClusterStoreConfig& config) {
  auto pg = config.pg;
  pg.incarnation = config.incarnation.value;
  pg.statement_wait_max = std::max(statement_wait_min, config.lease / 6);
  pg.idle_in_transaction_max = pg.statement_wait_max;
  pg.connect_wait_max = milliseconds{1'000};
  return pg;
}

/// What changes of the map take: who changes it, and the rows as he knows them.
PgParams params_of(Incarnation node, const std::vector<ShardRow>& rows) {
  PgParams params;
  params.add(node)
    .add_array(rows, [](const ShardRow& row) { return std::int64_t{row.shard}; })
    .add_array(rows, [](const ShardRow& row) { return row.owner; })
    .add_array(rows, [](const ShardRow& row) { return row.next_owner; })
    .add_array(rows, [](const ShardRow& row) { return row.epoch; });
  return params;
}

Error evicted() { return {Errc::fenced, "this node was evicted from the cluster"}; }

std::vector<ShardRow> shards_of(const PgRows& rows) {
  std::vector<ShardRow> shards;
  shards.reserve(rows.size());
  for (const auto row : rows)
    shards.push_back({static_cast<std::uint32_t>(row.number(0)), row.id<Incarnation>(1),
                      row.id<Incarnation>(2), row.number(3)});
  return shards;
}

/// From `1,2,3`.
std::vector<Incarnation> incarnations_of(std::string_view list) {
  std::vector<Incarnation> incarnations;
  const auto* end = list.data() + list.size();
  for (const auto* at = list.data(); at < end;) {
    Incarnation incarnation;
    at = std::from_chars(at, end, incarnation.value).ptr + 1;
    incarnations.push_back(incarnation);
  }
  return incarnations;
}

std::vector<Member> members_of(const PgRows& rows) {
  std::vector<Member> members;
  members.reserve(rows.size());
  for (const auto row : rows)
    members.push_back({row.id<Incarnation>(0), std::string{row.text(1)}, enum_of<NodeState>(row, 2),
                       std::string{row.text(3)}, static_cast<std::uint16_t>(row.number(4)),
                       incarnations_of(row.text(5))});
  return members;
}

} // namespace

ClusterStoreState::ClusterStoreState(ClusterStoreActor::pointer, ClusterStoreConfig config)
  : config_(std::move(config)), session_(impatient(config_), "cluster") {}

ClusterStoreActor::behavior_type ClusterStoreState::make_behavior() {
  return {
    [this](const RenewLease& request) { return to_reply(renew(request)); },
    [this](const EvictExpired& request) { return to_reply(evict(request)); },
    [this](const PlaceShards& request) { return to_reply(place(request)); },
    [this](const HandOver& request) { return to_reply(hand_over(request)); },
    [this](LeaveCluster) { return to_reply(leave()); },
    [this](const DrainNode& command) { return to_reply(carry_out(session_, command)); },
  };
}

Result<ClusterView> ClusterStoreState::renew(const RenewLease& request) {
  const auto me = config_.incarnation;
  const auto state = name_of(request.state);
  const auto lease = config_.lease.count();
  PgParams row;
  row.add(me).add(lease).add(state).add(request.host).add(std::int64_t{request.port});
  row.add_array(request.unreachable);
  const auto vitals = vitals_to_tell();
  vitals ? row.add_bytes(*vitals) : row.add(std::optional<std::string>{});
  auto answers = ask(std::array{
    PgStatement{coordinate_sql, PgParams{}.add(me).add(lease).add(state)},
    PgStatement{renew_sql, std::move(row)},
    PgStatement{cover_ids_sql,
                PgParams{}.add(me).add(ids_until(steady_now(), config_.lease).micros)},
    PgStatement{find_version_sql, PgParams{}.add(me)},
    PgStatement{find_shards_sql, PgParams{}.add(request.known_map)},
    PgStatement{find_members_sql, {}},
  });
  if (!answers)
    return std::move(answers).error();
  if ((*answers)[1].empty())
    return evicted();
  const auto version = (*answers)[3][0];
  ClusterView view;
  view.map_version = version.number(0);
  view.is_coordinator = version.boolean(1);
  if (view.map_version != request.known_map)
    view.shards = shards_of((*answers)[4]);
  view.members = members_of((*answers)[5]);
  view.is_asked_to_leave = (*answers)[1][0].boolean(0);
  return view;
}

std::optional<std::string> ClusterStoreState::vitals_to_tell() {
  const auto now = std::chrono::steady_clock::now();
  if (!config_.vitals || now < vitals_due_)
    return std::nullopt;
  vitals_due_ = now + config_.vitals_pause;
  return to_wire(config_.vitals());
}

// Also with nobody to evict: the backends that an earlier coordinator did not get to are ended.
Result<Done> ClusterStoreState::evict(const EvictExpired& request) {
  auto evicted_nodes = change(As::coordinator, eviction_by(config_.incarnation, request.cut_off));
  if (!evicted_nodes)
    return std::move(evicted_nodes).error();
  log_evictions(*evicted_nodes);
  auto connection = session_.connection();
  if (!connection)
    return error_of(connection.error());
  if (auto ended = end_evicted_backends(**connection, backends_wait_max); !ended)
    return error_of(ended.error());
  return Done{};
}

Result<ShardRows> ClusterStoreState::place(const PlaceShards& request) {
  auto placed = change(As::coordinator, {place_sql, params_of(config_.incarnation, request.rows)});
  if (!placed)
    return std::move(placed).error();
  return ShardRows{shards_of(*placed)};
}

Result<ShardRows> ClusterStoreState::hand_over(const HandOver& request) {
  auto handed = change(As::member, {hand_over_sql, params_of(config_.incarnation, request.rows)});
  if (!handed)
    return std::move(handed).error();
  return ShardRows{shards_of(*handed)};
}

// A node that was evicted has nothing left to give back, and that is what it asks for.
Result<Done> ClusterStoreState::leave() {
  const auto me = PgParams{}.add(config_.incarnation);
  auto answers = ask(std::array{PgStatement{lock_cluster_sql, {}}, PgStatement{leave_sql, me},
                                PgStatement{resign_sql, me}});
  if (answers || answers.error().code == Errc::fenced)
    return Done{};
  return std::move(answers).error();
}

Result<PgRows> ClusterStoreState::change(As who, PgStatement statement) {
  auto answers = ask(std::array{PgStatement{lock_cluster_sql, {}},
                                PgStatement{find_standing_sql, PgParams{}.add(config_.incarnation)},
                                std::move(statement)});
  if (!answers)
    return std::move(answers).error();
  const auto standing = (*answers)[1][0];
  if (!standing.boolean(0))
    return evicted();
  if (who == As::coordinator && !standing.boolean(1))
    return Error{Errc::illegal_state, "this node is not the coordinator"};
  return std::move((*answers)[2]);
}

Result<std::vector<PgRows>> ClusterStoreState::ask(std::span<const PgStatement> statements) {
  auto connection = session_.connection();
  if (!connection)
    return error_of(connection.error());
  auto answers = (*connection)->execute_all(statements);
  if (!answers)
    return error_of(answers.error());
  return *std::move(answers);
}

Error ClusterStoreState::error_of(const PgFailure& failure) {
  if (failure.connection_lost)
    session_.drop();
  return failure.sqlstate == evicted_sqlstate ? evicted() : to_error(failure);
}

} // namespace baro
