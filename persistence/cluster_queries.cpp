#include "persistence/cluster_queries.hpp"

#include "persistence/columns.hpp"
#include "protocol/wire.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* begin_snapshot_sql = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
constexpr const char* commit_sql = "COMMIT";

constexpr const char* cluster_sql = R"sql(
  SELECT cluster_id, map_version, (SELECT incarnation FROM acting_coordinator) FROM cluster
)sql";

constexpr const char* nodes_sql = R"sql(
  SELECT n.incarnation, n.name, n.number, n.state, n.host, n.port, n.http_url,
         (extract(epoch FROM n.lease_until - clock_timestamp()) * 1000)::bigint,
         (SELECT count(*) FROM shards s WHERE s.owner = n.incarnation),
         n.asked_to_leave, n.vitals
    FROM nodes n
   ORDER BY n.incarnation
)sql";

constexpr const char* shards_sql = R"sql(
  SELECT n.incarnation
    FROM shards s LEFT JOIN nodes n ON n.incarnation = s.owner
   ORDER BY s.shard
)sql";

constexpr const char* moves_sql = R"sql(
  SELECT shard, owner, next_owner FROM shards
   WHERE next_owner IS NOT NULL
   ORDER BY shard
)sql";

constexpr const char* place_sql = R"sql(
  SELECT s.epoch, s.owner, coalesce(o.name, ''), s.next_owner, coalesce(n.name, '')
    FROM shards s
    LEFT JOIN nodes o ON o.incarnation = s.owner
    LEFT JOIN nodes n ON n.incarnation = s.next_owner
   WHERE s.shard = $1
)sql";

std::optional<Incarnation> optional_node(PgRow row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional{row.id<Incarnation>(column)};
}

std::optional<NodeName> optional_name(PgRow row, int column) {
  if (row.is_null(column))
    return std::nullopt;
  return NodeName{row.id<Incarnation>(column), std::string{row.text(column + 1)}};
}

// A node of another release may have another format.
std::optional<NodeVitals> vitals_of(PgRow row, int column) {
  if (row.is_null(column))
    return std::nullopt;
  auto vitals = from_wire<NodeVitals>(row.bytes(column));
  return vitals ? std::optional{*std::move(vitals)} : std::nullopt;
}

NodeStatus node_of(PgRow row) {
  return {row.id<Incarnation>(0),
          std::string{row.text(1)},
          row.number(2),
          enum_of<NodeState>(row, 3),
          std::string{row.text(4)},
          row.number(5),
          std::string{row.text(6)},
          row.number(7),
          row.number(8),
          row.boolean(9),
          vitals_of(row, 10)};
}

} // namespace

PgResult<ClusterStatus> read_cluster(PgConnection& connection) {
  auto answers = connection.execute_all(std::array{
    PgStatement{begin_snapshot_sql, {}}, PgStatement{cluster_sql, {}}, PgStatement{nodes_sql, {}},
    PgStatement{shards_sql, {}}, PgStatement{moves_sql, {}}, PgStatement{commit_sql, {}}});
  if (!answers) {
    // A statement that failed has left its transaction open.
    if (!connection.is_lost())
      (void)connection.execute("ROLLBACK");
    return answers.error();
  }
  const auto cluster = (*answers)[1][0];
  ClusterStatus status{
    std::string{cluster.text(0)}, cluster.number(1), optional_node(cluster, 2), {}, {}, {}};
  for (const auto row : (*answers)[2])
    status.nodes.push_back(node_of(row));
  for (const auto row : (*answers)[3])
    status.shards.push_back(optional_node(row, 0));
  for (const auto row : (*answers)[4])
    status.moves.push_back({row.number(0), optional_node(row, 1), row.id<Incarnation>(2)});
  return status;
}

PgResult<EntityPlace> find_place(PgConnection& connection, Address entity) {
  const std::int64_t shard = shard_of(entity);
  auto rows = connection.execute(place_sql, PgParams{}.add(shard));
  if (!rows)
    return rows.error();
  const auto row = (*rows)[0];
  return EntityPlace{entity.kind,   EntityId{entity.id},   shard,
                     row.number(0), optional_name(row, 1), optional_name(row, 3)};
}

Found<ClusterStatus> answer(PgConnection& connection, const GetCluster&) {
  auto status = read_cluster(connection);
  if (!status)
    return QueryError{status.error()};
  return *std::move(status);
}

Found<EntityPlace> answer(PgConnection& connection, const FindPlace& question) {
  auto place = find_place(connection, question.entity);
  if (!place)
    return QueryError{place.error()};
  return *std::move(place);
}

} // namespace baro
