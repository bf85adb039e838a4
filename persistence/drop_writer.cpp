#include "persistence/drop_writer.hpp"

#include "persistence/columns.hpp"
#include "persistence/drop_changes.hpp"
#include "persistence/drop_queries.hpp"
#include "persistence/pg_ask.hpp"
#include "persistence/stock_statements.hpp"

#include <map>
#include <utility>

namespace baro {

namespace {

// The fence: a drop whose epoch is another one is not in `current`, and nothing of it is written.
// Its row stays locked until the commit, so that no activation reads half of a line. A turn that an
// order has spent meanwhile stays as it is. Places are written, and locked, in the order of their
// keys, as the stock writer does.
constexpr const char* commit_sql = R"sql(
  WITH current AS MATERIALIZED (
    SELECT d.product_id, d.epoch
      FROM unnest($1::bigint[], $2::bigint[]) AS c (product_id, epoch)
      JOIN drops d USING (product_id, epoch)
     ORDER BY d.product_id FOR SHARE OF d
  ), written AS (
    INSERT INTO drop_line AS l
      (product_id, position, user_id, quantity, joined_at, state, turn_until)
    SELECT product_id, position, user_id, quantity,
           'epoch'::timestamptz + joined_at * interval '1 microsecond', state,
           'epoch'::timestamptz + nullif(turn_until, 0) * interval '1 microsecond'
      FROM unnest($3::bigint[], $4::bigint[], $5::bigint[], $6::bigint[], $7::bigint[],
                  $8::bigint[], $9::text[], $10::bigint[])
             AS p (product_id, epoch, position, user_id, quantity, joined_at, state, turn_until)
      JOIN current USING (product_id, epoch)
     ORDER BY product_id, position
    ON CONFLICT (product_id, position) DO UPDATE
      SET quantity = CASE WHEN l.order_id IS NULL THEN excluded.quantity ELSE l.quantity END,
          state = CASE WHEN l.order_id IS NULL THEN excluded.state ELSE l.state END,
          turn_until = excluded.turn_until
    RETURNING product_id, position, quantity, state, order_id
  )
  SELECT product_id, epoch, 0, 0, '', 0 FROM current
  UNION ALL
  SELECT product_id, epoch, position, quantity, state, order_id
    FROM written JOIN current USING (product_id)
   WHERE order_id IS NOT NULL
)sql";

/// A place, and whose it is.
struct Row {
  const CommitLine* commit;
  const Place* place;
};

PgStatement commit_lines(const std::vector<CommitLine>& commits) {
  std::vector<Row> rows;
  for (const auto& commit : commits)
    for (const auto& place : commit.places)
      rows.push_back({&commit, &place});
  return {commit_sql, PgParams{}
                        .add_array(commits, [](auto& commit) { return commit.product; })
                        .add_array(commits, [](auto& commit) { return commit.epoch; })
                        .add_array(rows, [](auto& row) { return row.commit->product; })
                        .add_array(rows, [](auto& row) { return row.commit->epoch; })
                        .add_array(rows, [](auto& row) { return row.place->position; })
                        .add_array(rows, [](auto& row) { return row.place->user; })
                        .add_array(rows, [](auto& row) { return row.place->quantity; })
                        .add_array(rows, [](auto& row) { return row.place->joined_at.micros; })
                        .add_array(rows, [](auto& row) { return name_of(row.place->state); })
                        .add_array(rows, [](auto& row) {
                          return row.place->turn_until.value_or(Timestamp{}).micros;
                        })};
}

} // namespace

DropWork::DropWork(const PgConfig& pg) : session_(along_the_keys(pg), "drop_writer") {}

std::vector<Result<LineCommitted>> DropWork::carry_out(const std::vector<CommitLine>& commits) {
  auto rows = session_.execute(commit_lines(commits));
  if (!rows)
    return {commits.size(), rows.error()};
  std::map<std::pair<ProductId, Epoch>, LineCommitted> current;
  for (const auto row : *rows) {
    auto& committed = current[{row.id<ProductId>(0), row.number(1)}];
    Place spent;
    spent.position = row.number(2);
    if (spent.position == 0)
      continue; // says only that the drop is still at this epoch
    spent.quantity = row.number(3);
    spent.state = enum_of<PlaceState>(row, 4);
    spent.order = row.id<OrderId>(5);
    committed.spent.push_back(spent);
  }
  std::vector<Result<LineCommitted>> verdicts;
  for (const auto& commit : commits)
    if (const auto it = current.find({commit.product, commit.epoch}); it != current.end())
      verdicts.emplace_back(std::move(it->second));
    else
      verdicts.emplace_back(Error{Errc::fenced, "the drop was activated elsewhere"});
  return verdicts;
}

Result<DropActivated> DropWork::carry_out(const ActivateDrop& request) {
  return ask_twice(session_.session(),
                   [&](PgConnection& connection) { return activate(connection, request); });
}

Result<DropSaved> DropWork::carry_out(const SaveDrop& command) {
  return baro::carry_out(session_.session(), command);
}

} // namespace baro
