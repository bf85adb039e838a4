#include "persistence/pg_stock_repository.hpp"

#include "monitoring/stock_metrics.hpp"
#include "persistence/pg_error.hpp"
#include "persistence/pg_settle.hpp"
#include "persistence/stock_plan.hpp"

#include <prometheus/histogram.h>

#include <chrono>
#include <unordered_map>
#include <unordered_set>

namespace baro {

namespace {

constexpr const char* begin_sql = "BEGIN";
constexpr const char* commit_sql = "COMMIT";
constexpr const char* rollback_sql = "ROLLBACK";

constexpr const char* insert_keys_sql = R"sql(
  INSERT INTO idempotency_keys (user_id, key, fingerprint, answer)
  SELECT * FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[])
  ON CONFLICT DO NOTHING
  RETURNING user_id, key
)sql";

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

constexpr const char* find_answer_sql
  = "SELECT fingerprint, answer FROM idempotency_keys WHERE user_id = $1 AND key = $2";

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
  for (std::size_t i = 0; i < batch.size(); ++i) {
    if (batch[i].idempotency)
      claims.keyed.push_back(i);
    if (std::holds_alternative<OrderCancelled>(batch[i].fact))
      claims.cancelled.push_back(i);
  }
  if (!claims.keyed.empty()) {
    auto record = [&](std::size_t i) -> const IdempotencyRecord& { return *batch[i].idempotency; };
    PgParams keys;
    keys.add_array(claims.keyed, [&](auto i) { return record(i).user; })
      .add_array(claims.keyed, [&](auto i) { return std::string_view{record(i).idempotency.key}; })
      .add_array(claims.keyed, [&](auto i) { return to_bytea(record(i).idempotency.fingerprint); })
      .add_array(claims.keyed, [&](auto i) { return to_bytea(record(i).answer); });
    claims.keys_answer = add(insert_keys_sql, std::move(keys));
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

} // namespace

BatchOutcome PgStockRepository::roll_back(PgConnection& connection,
                                          std::vector<StockRefusal> refusals) {
  if (!connection.execute(rollback_sql))
    session_.drop(); // the server rolls back when it notices
  return {BatchOutcome::Kind::refused, std::move(refusals), {}};
}

// Round trip 1 claims: the keys are new, the orders are as they were decided on, the SKUs are still ours.
// Round trip 2 writes down and commits. COMMIT is never sent before everything was claimed.
BatchOutcome PgStockRepository::commit(std::span<const CommitStock> batch) {
  auto plan = plan_stock(batch);
  if (!plan.refusals.empty())
    return {BatchOutcome::Kind::refused, std::move(plan.refusals), {}};
  auto opened = session_.connection();
  if (!opened)
    return {BatchOutcome::Kind::offline, {}, to_error(opened.error())};
  PgConnection& connection = **opened;
  const auto started = std::chrono::steady_clock::now();

  const auto claims = claims_of(batch, plan);
  auto claimed = connection.execute_all(claims.statements);
  if (!claimed) {
    const auto& failure = claimed.error();
    if (failure.connection_lost || !connection.execute(rollback_sql)) {
      session_.drop();
      return {BatchOutcome::Kind::offline, {}, to_error(failure)};
    }
    return {BatchOutcome::Kind::failed, {}, to_error(failure)};
  }

  std::vector<StockRefusal> refusals;
  if (!claims.cancelled.empty()) {
    std::unordered_set<std::int64_t> changed;
    for (const auto row : (*claimed)[claims.orders_answer])
      changed.insert(row.number(0));
    for (const auto i : claims.cancelled)
      if (!changed.contains(std::get<OrderCancelled>(batch[i].fact).order.value))
        refusals.push_back({i, Error{Errc::fenced, "the order has changed meanwhile"}});
  }

  LedgerPositions positions;
  for (const auto row : (*claimed)[claims.inventory_answer]) {
    const auto& change = plan.skus[row.id<SkuId>(0)];
    positions[row.id<SkuId>(0)] = {row.number(2) - change.entries, row.number(1) - change.delta};
  }
  if (positions.size() < plan.skus.size())
    for (std::size_t i = 0; i < batch.size(); ++i) {
      Error moved{Errc::fenced, "a SKU was activated elsewhere"};
      for_each_change(batch[i].fact, [&](SkuId sku, Epoch, Quantity) {
        if (!positions.contains(sku))
          moved.shortages.push_back({sku});
      });
      if (!moved.shortages.empty())
        refusals.push_back({i, std::move(moved)});
    }

  if (!claims.keyed.empty()) {
    std::unordered_set<std::string> fresh;
    for (const auto row : (*claimed)[claims.keys_answer])
      fresh.insert(std::string{row.text(0)} + " " + std::string{row.text(1)});
    for (const auto i : claims.keyed) {
      const auto& record = *batch[i].idempotency;
      if (fresh.contains(std::to_string(record.user.value) + " " + record.idempotency.key))
        continue;
      PgParams params;
      params.add(record.user).add(record.idempotency.key);
      auto stored = connection.execute(find_answer_sql, params);
      if (!stored || stored->empty())
        refusals.push_back({i, Error{Errc::unavailable, "the key's first answer cannot be read"}});
      else if ((*stored)[0].bytes(0) != record.idempotency.fingerprint)
        refusals.push_back({i, Error{Errc::idempotency_key_reused}});
      else
        refusals.push_back({i, StockCommitted{(*stored)[0].bytes(1)}});
    }
  }
  if (!refusals.empty())
    return roll_back(connection, std::move(refusals));

  auto written = connection.execute_all(insert_statements(rows_of(batch, std::move(positions))));
  if (!written) {
    const auto& failure = written.error();
    if (failure.connection_lost) {
      lost_backend_ = connection.application_name();
      session_.drop();
      return {BatchOutcome::Kind::unknown, {}, to_error(failure)};
    }
    // COMMIT was skipped with everything else behind the statement that failed.
    if (!connection.execute(rollback_sql))
      session_.drop();
    return {BatchOutcome::Kind::failed, {}, to_error(failure)};
  }
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  metrics_.batch_seconds.Observe(took.count());
  return {BatchOutcome::Kind::committed, {}, {}};
}

// All facts share one transaction, so the trace of any of them tells.
// First the old backend must be gone: while it lives, its COMMIT may still come.
Result<bool> PgStockRepository::was_committed(std::span<const CommitStock> batch) {
  auto opened = session_.connection_within(std::chrono::seconds{1});
  if (!opened)
    return to_error(opened.error());
  PgConnection& connection = **opened;
  if (auto ended = end_backend(connection, lost_backend_, session_.config().statement_wait_max);
      !ended)
    return to_error(ended.error());
  PgParams params;
  const char* find = find_order_sql;
  if (const auto* placed = std::get_if<OrderPlaced>(&batch[0].fact)) {
    params.add(placed->order);
  } else if (const auto* cancelled = std::get_if<OrderCancelled>(&batch[0].fact)) {
    find = find_cancellation_sql;
    params.add(cancelled->order);
  } else {
    const auto& moved = std::get<StockMoved>(batch[0].fact);
    find = find_movement_sql;
    params.add(moved.sku).add(moved.change);
  }
  auto rows = connection.execute(find, params);
  if (!rows)
    return to_error(rows.error());
  return !rows->empty();
}

} // namespace baro
