#include "persistence/pg_stock_repository.hpp"

#include "monitoring/log.hpp"
#include "monitoring/stock_metrics.hpp"
#include "persistence/coupon_statements.hpp"
#include "persistence/order_statements.hpp"
#include "persistence/pg_batch.hpp"
#include "persistence/stock_statements.hpp"

#include <prometheus/histogram.h>

#include <algorithm>
#include <chrono>
#include <unordered_set>

namespace baro {

namespace {

// What stood in the way of a batch: of its orders and SKUs, those that are as it was decided.
constexpr const char* find_unchanged_sql = R"sql(
  SELECT order_id FROM orders JOIN unnest($1::bigint[], $2::bigint[]) AS c (order_id, version)
         USING (order_id, version)
)sql";

constexpr const char* find_ours_sql = R"sql(
  SELECT i.sku_id, i.on_hand, i.on_hand + c.delta >= 0
    FROM inventory i JOIN unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS c (sku_id, epoch, delta)
         USING (sku_id, epoch)
)sql";

constexpr const char* find_open_turns_sql = R"sql(
  SELECT n
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[]) WITH ORDINALITY
           AS t (product_id, position, user_id, quantity, order_id, n)
    JOIN drop_line l USING (product_id, position, user_id)
   WHERE l.state = 'TURN' AND l.quantity >= t.quantity
)sql";

constexpr const char* find_order_sql = "SELECT 1 FROM orders WHERE order_id = $1";

constexpr const char* find_step_sql = "SELECT version, change_id FROM orders WHERE order_id = $1";

// Only the SKU's one activation announces dates, one after the other. Whether it was this very
// announcement matters to nobody.
constexpr const char* find_ships_at_sql = R"sql(
  SELECT 1 FROM inventory
   WHERE sku_id = $1 AND epoch = $2
     AND ships_at = 'epoch'::timestamptz + $3::bigint * interval '1 microsecond'
)sql";

constexpr const char* find_movement_sql
  = "SELECT 1 FROM stock_movements WHERE sku_id = $1 AND change_id = $2";

/// Facts about orders that have changed since they were decided on.
Found<Done> refuse_changed(PgConnection& connection, std::span<const CommitStock> batch,
                           std::vector<StockRefusal>& refusals) {
  std::vector<const OrderChanged*> steps;
  for (const auto& commit : batch)
    if (const auto* fact = std::get_if<OrderChanged>(&commit.fact))
      steps.push_back(fact);
  if (steps.empty())
    return Done{};
  const auto rows = connection.execute(find_unchanged_sql, versions_of(steps));
  if (!rows)
    return QueryError{rows.error()};
  std::unordered_set<OrderId> unchanged;
  for (const auto row : *rows)
    unchanged.insert(row.id<OrderId>(0));
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto* fact = std::get_if<OrderChanged>(&batch[i].fact);
        fact && !unchanged.contains(fact->order))
      refusals.emplace_back(i, Error{Errc::fenced, "the order has changed meanwhile"});
  return Done{};
}

/// Orders whose turns are over or spent, be it by an order before them in the batch.
Found<Done> refuse_spent(PgConnection& connection, std::span<const CommitStock> batch,
                         std::vector<StockRefusal>& refusals) {
  const auto turns = turns_of(batch);
  if (turns.empty())
    return Done{};
  const auto rows = connection.execute(find_open_turns_sql, keys_of(turns));
  if (!rows)
    return QueryError{rows.error()};
  std::unordered_set<std::int64_t> open;
  for (const auto row : *rows)
    open.insert(row.number(0));
  for (std::size_t i = 0; i < turns.size(); ++i) {
    const auto* before = i == 0 ? nullptr : turns[i - 1].turn;
    const auto* turn = turns[i].turn;
    const bool is_repeated
      = before && before->product == turn->product && before->position == turn->position;
    if (is_repeated || !open.contains(static_cast<std::int64_t>(i) + 1))
      refusals.emplace_back(turns[i].fact, Error{Errc::not_your_turn, "it is over or spent"});
  }
  return Done{};
}

/// Facts about SKUs that are not as they were decided on.
void refuse_moved(std::span<const CommitStock> batch, const std::unordered_set<SkuId>& ours,
                  std::vector<StockRefusal>& refusals) {
  for (std::size_t i = 0; i < batch.size(); ++i) {
    Error moved{Errc::fenced, "a SKU was activated elsewhere"};
    for_each_change(batch[i].fact, [&](SkuId sku, Epoch, Quantity) {
      if (!ours.contains(sku))
        moved.shortages.push_back({sku});
    });
    if (!moved.shortages.empty())
      refusals.emplace_back(i, std::move(moved));
  }
}

/// How little this fact's trace tells about its commit: an id of its own is there or not, an order
/// may have gone on, and a date may have been the same before.
int doubt_about(const CommitStock& commit) {
  if (const auto* preorder = std::get_if<PreorderSet>(&commit.fact))
    return preorder->delta == 0 ? 2 : 0;
  return std::holds_alternative<OrderChanged>(commit.fact) ? 1 : 0;
}

/// Finds what this fact has left behind, if it was committed.
PgStatement trace_of(const StockFact& fact) {
  if (const auto* placed = std::get_if<OrderPlaced>(&fact))
    return {find_order_sql, PgParams{}.add(placed->order)};
  if (const auto* changed = std::get_if<OrderChanged>(&fact))
    return {find_step_sql, PgParams{}.add(changed->order)};
  if (const auto* preorder = std::get_if<PreorderSet>(&fact)) {
    if (preorder->delta == 0)
      return {find_ships_at_sql, PgParams{}
                                   .add(preorder->sku)
                                   .add(preorder->epoch)
                                   .add(preorder->ships_at.value_or(Timestamp{}).micros)};
    return {find_movement_sql, PgParams{}.add(preorder->sku).add(preorder->change)};
  }
  const auto& moved = std::get<StockMoved>(fact);
  return {find_movement_sql, PgParams{}.add(moved.sku).add(moved.change)};
}

/// What the trace says. An order that has gone on since does not tell whether this step was its own
/// or another activation's.
Result<bool> was_left(const StockFact& fact, const PgRows& trace) {
  const auto* changed = std::get_if<OrderChanged>(&fact);
  if (!changed || trace.empty())
    return !trace.empty();
  const auto version = trace[0].number(0);
  if (version > changed->version + 1)
    return Error{Errc::deadline_passed, "the order has gone on"};
  return version == changed->version + 1 && !trace[0].is_null(1)
         && trace[0].id<ChangeId>(1) == changed->change;
}

} // namespace

PgStockRepository::PgStockRepository(PgConfig config, StockMetrics& metrics)
  : session_(along_the_keys(std::move(config)), "stock_writer"), metrics_(metrics) {}

// One round trip, and one transaction, since there is no BEGIN: keys are new, orders are as they
// were decided on, SKUs are still ours, or nothing of it happens.
StockOutcome PgStockRepository::commit(std::span<const CommitStock> batch) {
  auto plan = plan_stock(batch);
  refuse_replaced_coupons(batch, plan.refusals);
  if (!plan.refusals.empty())
    return {StockOutcome::Kind::refused, std::move(plan.refusals), {}};
  auto opened = session_.connection();
  if (!opened)
    return {StockOutcome::Kind::offline, {}, to_error(opened.error())};
  PgConnection& connection = **opened;
  const auto started = std::chrono::steady_clock::now();
  auto written = connection.execute_all(statements_of(batch, plan));
  if (!written && written.error().connection_lost) {
    lost_backend_ = connection.application_name();
    session_.drop();
    return {StockOutcome::Kind::unknown, {}, to_error(written.error())};
  }
  if (!written)
    return explain(connection, batch, plan, QueryError{written.error()});
  const std::chrono::duration<double> took = std::chrono::steady_clock::now() - started;
  metrics_.batch_seconds.Observe(took.count());
  return {};
}

// A repeat's order and SKUs have moved on since its first try, so repeats are set aside before the
// rest is looked at. Whatever has changed again until now shows when the rest is tried again.
StockOutcome PgStockRepository::explain(PgConnection& connection,
                                        std::span<const CommitStock> batch, const StockPlan& plan,
                                        const QueryError& why) {
  if (why.error.code == Errc::unavailable && !why.conflict)
    return none_of<StockOutcome>(session_, connection, why);
  auto refusals
    = refuse_repeats<CommitStock, StockCommitted>(connection, batch, keyed_facts(batch));
  if (!refusals)
    return none_of<StockOutcome>(session_, connection, refusals.error());
  if (refusals->empty()) {
    if (auto looked = refuse_changed(connection, batch, *refusals); !looked)
      return none_of<StockOutcome>(session_, connection, looked.error());
    if (auto looked = refuse_spent(connection, batch, *refusals); !looked)
      return none_of<StockOutcome>(session_, connection, looked.error());
    const auto rows = connection.execute(find_ours_sql, changes_of(plan));
    if (!rows)
      return none_of<StockOutcome>(session_, connection, QueryError{rows.error()});
    std::unordered_set<SkuId> ours;
    for (const auto row : *rows)
      if (row.boolean(2))
        ours.insert(row.id<SkuId>(0));
      else
        report_disagreement(row.id<SkuId>(0), row.number(1));
    refuse_moved(batch, ours, *refusals);
  }
  if (refusals->empty())
    if (auto looked = refuse_coupons(connection, batch, *refusals); !looked)
      return none_of<StockOutcome>(session_, connection, looked.error());
  if (refusals->empty())
    return none_of<StockOutcome>(session_, connection, why);
  return {StockOutcome::Kind::refused, *std::move(refusals), {}};
}

// The fence holds either way: the SKU's actor, which was wrong, is replaced.
void PgStockRepository::report_disagreement(SkuId sku, Quantity on_hand) {
  metrics_.oversold.Increment();
  log_error("stock_disagrees", {{"sku", sku.value}, {"on_hand", on_hand}});
}

// All facts share one transaction, so the surest trace speaks for all of them.
Result<bool> PgStockRepository::was_committed(std::span<const CommitStock> batch) {
  const auto& fact = std::ranges::min_element(batch, {}, doubt_about)->fact;
  auto rows = look_after(session_, lost_backend_, trace_of(fact));
  if (!rows)
    return std::move(rows).error();
  return was_left(fact, *rows);
}

} // namespace baro
