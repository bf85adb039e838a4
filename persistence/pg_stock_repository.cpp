#include "persistence/pg_stock_repository.hpp"

#include "monitoring/log.hpp"
#include "monitoring/stock_metrics.hpp"
#include "persistence/pg_batch.hpp"
#include "persistence/stock_plan.hpp"

#include <prometheus/histogram.h>

#include <chrono>
#include <unordered_map>
#include <unordered_set>

namespace baro {

namespace {

// The fence: a row whose epoch is another one does not match, and its facts cannot be committed.
// Rows are locked in the order of their keys, so that two transactions never wait for each other.
constexpr const char* update_inventory_sql = R"sql(
  WITH change AS (
    SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
      AS c (sku_id, epoch, delta, entries)
  ), locked AS (
    SELECT sku_id FROM inventory WHERE sku_id = ANY ($1::bigint[]) ORDER BY sku_id FOR NO KEY UPDATE
  )
  UPDATE inventory i
     SET on_hand = i.on_hand + change.delta, ledger_seq = i.ledger_seq + change.entries
    FROM change JOIN locked USING (sku_id)
   WHERE i.sku_id = change.sku_id AND i.epoch = change.epoch AND i.on_hand + change.delta >= 0
  RETURNING i.sku_id, i.on_hand, i.ledger_seq
)sql";

constexpr const char* cancel_orders_sql = R"sql(
  UPDATE orders o SET status = 'CANCELLED', version = o.version + 1
    FROM unnest($1::bigint[], $2::bigint[]) AS c (order_id, version)
   WHERE o.order_id = c.order_id AND o.version = c.version AND o.status IN ('ORDERED', 'PAID')
  RETURNING o.order_id
)sql";

constexpr const char* insert_orders_sql = R"sql(
  INSERT INTO orders (order_id, user_id, shipping_address, total_price_krw, ordered_at)
  SELECT order_id, user_id, address, total, 'epoch'::timestamptz + at * interval '1 microsecond'
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[])
      AS o (order_id, user_id, address, total, at)
)sql";

constexpr const char* insert_lines_sql = R"sql(
  INSERT INTO order_lines (order_id, line_no, sku_id, product_id, quantity, price_krw, ledger_seq, balance)
  SELECT * FROM unnest($1::bigint[], $2::integer[], $3::bigint[], $4::bigint[], $5::bigint[],
                       $6::bigint[], $7::bigint[], $8::bigint[])
)sql";

constexpr const char* insert_movements_sql = R"sql(
  INSERT INTO stock_movements
    (sku_id, ledger_seq, delta, reason, order_id, change_id, note, balance, moved_at)
  SELECT sku_id, seq, delta, reason, nullif(order_id, 0), nullif(change_id, 0), note, balance,
         'epoch'::timestamptz + at * interval '1 microsecond'
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::bigint[], $6::bigint[],
                $7::text[], $8::bigint[], $9::bigint[])
      AS m (sku_id, seq, delta, reason, order_id, change_id, note, balance, at)
)sql";

// Of SKUs that could not be changed: those whose epoch is still the newest.
constexpr const char* find_unmoved_sql = R"sql(
  SELECT i.sku_id, i.on_hand
    FROM inventory i JOIN unnest($1::bigint[], $2::bigint[]) AS c (sku_id, epoch) USING (sku_id, epoch)
)sql";

constexpr const char* find_order_sql = "SELECT 1 FROM orders WHERE order_id = $1";

constexpr const char* find_cancellation_sql
  = "SELECT 1 FROM stock_movements WHERE order_id = $1 AND reason = 'CANCELLATION'";

constexpr const char* find_movement_sql
  = "SELECT 1 FROM stock_movements WHERE sku_id = $1 AND change_id = $2";

/// Where a SKU stood before the batch; moves on with each entry that is written down.
struct LedgerPosition {
  std::int64_t seq = 0;
  Quantity balance = 0;
};
using LedgerPositions = std::unordered_map<SkuId, LedgerPosition>;

struct Entry {
  SkuId sku;
  std::int64_t seq;
  Quantity delta;
  Quantity balance;
};

Entry next_entry(LedgerPositions& positions, SkuId sku, Quantity delta) {
  auto& position = positions[sku];
  position.balance += delta;
  return {sku, ++position.seq, delta, position.balance};
}

struct LineRow {
  OrderId order;
  std::int64_t line_no;
  const PlacedLine* line;
  Entry entry;
};

struct MovementRow {
  Entry entry;
  std::string_view reason;
  OrderId order;
  ChangeId change;
  std::optional<std::string> note;
  Timestamp at;
};

/// The rows of a batch, ledger entries numbered in the order of its facts.
struct Rows {
  std::vector<const OrderPlaced*> orders;
  std::vector<LineRow> lines;
  std::vector<MovementRow> movements;
};

Rows rows_of(std::span<const CommitStock> batch, LedgerPositions positions) {
  Rows rows;
  for (const auto& commit : batch) {
    if (const auto* placed = std::get_if<OrderPlaced>(&commit.fact)) {
      rows.orders.push_back(placed);
      std::int64_t line_no = 0;
      for (const auto& line : placed->lines)
        rows.lines.push_back(
          {placed->order, ++line_no, &line, next_entry(positions, line.sku, -line.quantity)});
    } else if (const auto* cancelled = std::get_if<OrderCancelled>(&commit.fact)) {
      for (const auto& line : cancelled->lines)
        rows.movements.push_back({next_entry(positions, line.sku, line.quantity), "CANCELLATION",
                                  cancelled->order, ChangeId{}, std::nullopt,
                                  cancelled->cancelled_at});
    } else {
      const auto& moved = std::get<StockMoved>(commit.fact);
      rows.movements.push_back({next_entry(positions, moved.sku, moved.delta),
                                name_of(moved.reason), OrderId{}, moved.change, moved.note,
                                moved.moved_at});
    }
  }
  return rows;
}

std::vector<PgStatement> insert_statements(const Rows& rows) {
  std::vector<PgStatement> statements;
  if (!rows.orders.empty()) {
    PgParams orders;
    orders.add_array(rows.orders, [](auto* o) { return o->order; })
      .add_array(rows.orders, [](auto* o) { return o->user; })
      .add_array(rows.orders, [](auto* o) { return std::string_view{o->shipping_address}; })
      .add_array(rows.orders, [](auto* o) { return o->total_price; })
      .add_array(rows.orders, [](auto* o) { return o->ordered_at.micros; });
    statements.push_back({insert_orders_sql, std::move(orders)});
    PgParams lines;
    lines.add_array(rows.lines, [](auto& l) { return l.order; })
      .add_array(rows.lines, [](auto& l) { return l.line_no; })
      .add_array(rows.lines, [](auto& l) { return l.line->sku; })
      .add_array(rows.lines, [](auto& l) { return l.line->product; })
      .add_array(rows.lines, [](auto& l) { return l.line->quantity; })
      .add_array(rows.lines, [](auto& l) { return l.line->price; })
      .add_array(rows.lines, [](auto& l) { return l.entry.seq; })
      .add_array(rows.lines, [](auto& l) { return l.entry.balance; });
    statements.push_back({insert_lines_sql, std::move(lines)});
  }
  if (!rows.movements.empty()) {
    PgParams movements;
    movements.add_array(rows.movements, [](auto& m) { return m.entry.sku; })
      .add_array(rows.movements, [](auto& m) { return m.entry.seq; })
      .add_array(rows.movements, [](auto& m) { return m.entry.delta; })
      .add_array(rows.movements, [](auto& m) { return m.reason; })
      .add_array(rows.movements, [](auto& m) { return m.order; })
      .add_array(rows.movements, [](auto& m) { return m.change; })
      .add_array(rows.movements, [](auto& m) { return m.note; })
      .add_array(rows.movements, [](auto& m) { return m.entry.balance; })
      .add_array(rows.movements, [](auto& m) { return m.at.micros; });
    statements.push_back({insert_movements_sql, std::move(movements)});
  }
  statements.push_back({commit_sql, {}});
  return statements;
}

/// What the first round trip asks, and in which order its answers come.
struct Claims {
  std::vector<PgStatement> statements{{begin_sql, {}}};
  std::vector<std::size_t> keyed;     // facts with an Idempotency-Key
  std::vector<std::size_t> cancelled; // facts that cancel an order
  std::size_t keys_answer = 0;
  std::size_t orders_answer = 0;
  std::size_t inventory_answer = 0;
};

Claims claims_of(std::span<const CommitStock> batch, const StockPlan& plan) {
  Claims claims;
  auto add = [&](const char* sql, PgParams params) {
    claims.statements.push_back({sql, std::move(params)});
    return claims.statements.size() - 1;
  };
  claims.keyed = keyed_facts(batch);
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (std::holds_alternative<OrderCancelled>(batch[i].fact))
      claims.cancelled.push_back(i);
  if (!claims.keyed.empty()) {
    auto [sql, params] = claim_keys(records_of(batch, claims.keyed));
    claims.keys_answer = add(sql, std::move(params));
  }
  if (!claims.cancelled.empty()) {
    auto fact = [&](std::size_t i) -> const OrderCancelled& {
      return std::get<OrderCancelled>(batch[i].fact);
    };
    PgParams orders;
    orders.add_array(claims.cancelled, [&](auto i) { return fact(i).order; })
      .add_array(claims.cancelled, [&](auto i) { return fact(i).version; });
    claims.orders_answer = add(cancel_orders_sql, std::move(orders));
  }
  PgParams inventory;
  inventory.add_array(plan.skus, [](auto& sku) { return sku.first; })
    .add_array(plan.skus, [](auto& sku) { return sku.second.epoch; })
    .add_array(plan.skus, [](auto& sku) { return sku.second.delta; })
    .add_array(plan.skus, [](auto& sku) { return sku.second.entries; });
  claims.inventory_answer = add(update_inventory_sql, std::move(inventory));
  return claims;
}

/// Facts about orders that have changed since they were decided on.
void refuse_changed(std::span<const CommitStock> batch, const Claims& claims,
                    const PgRows& cancelled, std::vector<StockRefusal>& refusals) {
  std::unordered_set<OrderId> changed;
  for (const auto row : cancelled)
    changed.insert(row.id<OrderId>(0));
  for (const auto i : claims.cancelled)
    if (!changed.contains(std::get<OrderCancelled>(batch[i].fact).order))
      refusals.emplace_back(i, Error{Errc::fenced, "the order has changed meanwhile"});
}

/// Facts about SKUs whose rows did not match.
void refuse_moved(std::span<const CommitStock> batch, const LedgerPositions& positions,
                  std::vector<StockRefusal>& refusals) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Error moved{Errc::fenced, "a SKU was activated elsewhere"};
    for_each_change(batch[i].fact, [&](SkuId sku, Epoch, Quantity) {
      if (!positions.contains(sku))
        moved.shortages.push_back({sku});
    });
    if (!moved.shortages.empty())
      refusals.emplace_back(i, std::move(moved));
  }
}

/// Finds a row only if this fact was committed.
PgStatement trace_of(const StockFact& fact) {
  if (const auto* placed = std::get_if<OrderPlaced>(&fact))
    return {find_order_sql, PgParams{}.add(placed->order)};
  if (const auto* cancelled = std::get_if<OrderCancelled>(&fact))
    return {find_cancellation_sql, PgParams{}.add(cancelled->order)};
  const auto& moved = std::get<StockMoved>(fact);
  return {find_movement_sql, PgParams{}.add(moved.sku).add(moved.change)};
}

} // namespace

// The fence holds either way: the SKU's actor, which was wrong, is replaced.
template <class Positions>
void PgStockRepository::report_disagreement(PgConnection& connection, const StockPlan& plan,
                                            const Positions& positions) {
  std::vector<std::pair<SkuId, Epoch>> missing;
  for (const auto& [sku, change] : plan.skus)
    if (!positions.contains(sku))
      missing.emplace_back(sku, change.epoch);
  PgParams params;
  params.add_array(missing, [](auto& entry) { return entry.first; })
    .add_array(missing, [](auto& entry) { return entry.second; });
  const auto unmoved = connection.execute(find_unmoved_sql, params);
  if (!unmoved)
    return; // the rollback that follows deals with it
  for (const auto row : *unmoved) {
    metrics_.oversold.Increment();
    log_error("stock_disagrees", {{"sku", row.number(0)}, {"on_hand", row.number(1)}});
  }
}

// Round trip 1 claims: the keys are new, the orders are as they were decided on, the SKUs are still
// ours. Round trip 2 writes down and commits. COMMIT is never sent before everything was claimed.
StockOutcome PgStockRepository::commit(std::span<const CommitStock> batch) {
  auto plan = plan_stock(batch);
  if (!plan.refusals.empty())
    return {StockOutcome::Kind::refused, std::move(plan.refusals), {}};
  auto opened = session_.connection();
  if (!opened)
    return {StockOutcome::Kind::offline, {}, to_error(opened.error())};
  PgConnection& connection = **opened;
  const auto started = std::chrono::steady_clock::now();

  auto none
    = [&](const QueryError& why) { return none_of<StockOutcome>(session_, connection, why); };
  auto refused = [&](std::vector<StockRefusal> refusals) -> StockOutcome {
    roll_back(session_, connection);
    return {StockOutcome::Kind::refused, std::move(refusals), {}};
  };

  const auto claims = claims_of(batch, plan);
  auto claimed = connection.execute_all(claims.statements);
  if (!claimed)
    return none(QueryError{claimed.error()});
  // A repeat's order and SKUs have moved on since its first try, so repeats are set aside before
  // the rest is looked at.
  if (!claims.keyed.empty()) {
    auto repeats = refuse_repeats<CommitStock, StockCommitted>(
      connection, batch, claims.keyed, ClaimedKeys{(*claimed)[claims.keys_answer]});
    if (!repeats)
      return none(repeats.error());
    if (!repeats->empty())
      return refused(*std::move(repeats));
  }
  std::vector<StockRefusal> refusals;
  if (!claims.cancelled.empty())
    refuse_changed(batch, claims, (*claimed)[claims.orders_answer], refusals);
  LedgerPositions positions;
  for (const auto row : (*claimed)[claims.inventory_answer]) {
    const auto sku = row.id<SkuId>(0);
    const auto& change = plan.skus[sku];
    positions[sku] = {row.number(2) - change.entries, row.number(1) - change.delta};
  }
  if (positions.size() < plan.skus.size()) {
    report_disagreement(connection, plan, positions);
    refuse_moved(batch, positions, refusals);
  }
  if (!refusals.empty())
    return refused(std::move(refusals));

  auto written = connection.execute_all(insert_statements(rows_of(batch, std::move(positions))));
  if (!written && written.error().connection_lost) {
    lost_backend_ = connection.application_name();
    session_.drop();
    return {StockOutcome::Kind::unknown, {}, to_error(written.error())};
  }
  // Otherwise COMMIT was skipped with everything else behind the statement that failed.
  if (!written)
    return none(QueryError{written.error()});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  metrics_.batch_seconds.Observe(took.count());
  return {};
}

// All facts share one transaction, so the trace of any of them tells.
Result<bool> PgStockRepository::was_committed(std::span<const CommitStock> batch) {
  auto rows = look_after(session_, lost_backend_, trace_of(batch[0].fact));
  if (!rows)
    return std::move(rows).error();
  return !rows->empty();
}

} // namespace baro
