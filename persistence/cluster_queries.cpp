#include "persistence/cluster_queries.hpp"

#include "persistence/columns.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* begin_snapshot_sql = "BEGIN ISOLATION LEVEL REPEATABLE READ, READ ONLY";
constexpr const char* commit_sql = "COMMIT";

constexpr const char* cluster_sql = R"sql(
  SELECT cluster_id, coalesce((SELECT incarnation FROM acting_coordinator), 0), map_version
    FROM cluster
)sql";

constexpr const char* nodes_sql = R"sql(
  SELECT n.incarnation, n.name, n.number, n.state, n.host, n.port, n.http_url,
         (extract(epoch FROM n.lease_until - clock_timestamp()) * 1000)::bigint,
         (SELECT count(*) FROM shards s WHERE s.owner = n.incarnation)
    FROM nodes n
   ORDER BY n.incarnation
)sql";

constexpr const char* unowned_sql = R"sql(
  SELECT shard FROM shards
   WHERE owner IS NULL OR owner NOT IN (SELECT incarnation FROM nodes)
   ORDER BY shard
)sql";

constexpr const char* moves_sql = R"sql(
  SELECT shard, coalesce(owner, 0), next_owner FROM shards
   WHERE next_owner IS NOT NULL
   ORDER BY shard
)sql";

constexpr const char* shard_sql = R"sql(
  SELECT s.shard, coalesce(s.owner, 0), coalesce(s.next_owner, 0), s.epoch,
         coalesce(o.name, ''), coalesce(n.name, '')
    FROM shards s
    LEFT JOIN nodes o ON o.incarnation = s.owner
    LEFT JOIN nodes n ON n.incarnation = s.next_owner
   WHERE s.shard = $1
)sql";

std::uint32_t shard_of(PgRow row) { return static_cast<std::uint32_t>(row.number(0)); }

NodeReport node_of(PgRow row) {
  return {row.id<Incarnation>(0),
          std::string{row.text(1)},
          row.number(2),
          enum_of<NodeState>(row, 3),
          std::string{row.text(4)},
          static_cast<std::uint16_t>(row.number(5)),
          std::string{row.text(6)},
          row.number(7),
          row.number(8)};
}

} // namespace

PgResult<ClusterReport> read_cluster(PgConnection& connection) {
  auto answers = connection.execute_all(std::array{
    PgStatement{begin_snapshot_sql, {}}, PgStatement{cluster_sql, {}}, PgStatement{nodes_sql, {}},
    PgStatement{unowned_sql, {}}, PgStatement{moves_sql, {}}, PgStatement{commit_sql, {}}});
  if (!answers) {
    // A statement that failed has left its transaction open.
    if (!connection.is_lost())
      (void)connection.execute("ROLLBACK");
    return answers.error();
  }
  const auto cluster = (*answers)[1][0];
  ClusterReport report{
    std::string{cluster.text(0)}, cluster.id<Incarnation>(1), cluster.number(2), {}, {}, {}};
  for (const auto row : (*answers)[2])
    report.nodes.push_back(node_of(row));
  for (const auto row : (*answers)[3])
    report.unowned.push_back(shard_of(row));
  for (const auto row : (*answers)[4])
    report.moves.push_back({shard_of(row), row.id<Incarnation>(1), row.id<Incarnation>(2)});
  return report;
}

PgResult<ShardReport> find_shard(PgConnection& connection, std::uint32_t shard) {
  auto rows = connection.execute(shard_sql, PgParams{}.add(std::int64_t{shard}));
  if (!rows)
    return rows.error();
  const auto row = (*rows)[0];
  return ShardReport{{shard_of(row), row.id<Incarnation>(1), row.id<Incarnation>(2), row.number(3)},
                     std::string{row.text(4)},
                     std::string{row.text(5)}};
}

} // namespace baro
