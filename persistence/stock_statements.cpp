#include "persistence/stock_statements.hpp"

#include "persistence/coupon_statements.hpp"
#include "persistence/order_statements.hpp"
#include "persistence/pg_batch.hpp"

#include <algorithm>
#include <unordered_map>
#include <utility>

namespace baro {

namespace {

// The fence: a row whose epoch is another one does not match, and then nothing is committed.
// Rows are locked in the order of the array, which is that of their keys, so that two transactions
// never wait for each other: `planner_options` leave no other plan. The ledger's entries are
// numbered here, by where their SKU stood before the batch, so that nobody has to be asked in
// between.
constexpr const char* move_stock_sql = R"sql(
  WITH moved AS (
    UPDATE inventory i
       SET on_hand = i.on_hand + c.delta, ledger_seq = i.ledger_seq + c.entries,
           promised = i.promised + coalesce(c.promised, 0),
           ships_at = coalesce('epoch'::timestamptz + nullif(c.ships_at, 0) * interval '1 microsecond',
                               i.ships_at)
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $23::bigint[],
                  $24::bigint[]) WITH ORDINALITY
             AS c (sku_id, epoch, delta, entries, promised, ships_at, n)
     WHERE i.sku_id = c.sku_id AND i.epoch = c.epoch AND i.on_hand + c.delta >= 0
    RETURNING c.n, i.on_hand - c.delta AS balance, i.ledger_seq - c.entries AS seq
  ), before AS (
    SELECT array_agg(seq ORDER BY n) AS seq, array_agg(balance ORDER BY n) AS balance FROM moved
  ), sales AS (
    INSERT INTO order_lines
      (order_id, line_no, sku_id, product_id, quantity, price_krw, ledger_seq, balance)
    SELECT order_id, line_no, ($1::bigint[])[sku], product_id, quantity, price,
           before.seq[sku] + nth, before.balance[sku] + so_far
      FROM before,
           unnest($5::bigint[], $6::integer[], $7::integer[], $8::bigint[], $9::bigint[],
                  $10::bigint[], $11::bigint[], $12::bigint[])
             AS l (order_id, line_no, sku, product_id, quantity, price, nth, so_far)
  ), movements AS (
    INSERT INTO stock_movements
      (sku_id, ledger_seq, delta, reason, order_id, order_version, change_id, note, balance,
       moved_at)
    SELECT ($1::bigint[])[sku], before.seq[sku] + nth, delta, reason, nullif(order_id, 0),
           nullif(order_version, 0), nullif(change_id, 0), note, before.balance[sku] + so_far,
           'epoch'::timestamptz + at * interval '1 microsecond'
      FROM before,
           unnest($13::integer[], $14::bigint[], $15::text[], $16::bigint[], $17::bigint[],
                  $18::bigint[], $19::text[], $20::bigint[], $21::bigint[], $22::bigint[])
             AS m (sku, delta, reason, order_id, order_version, change_id, note, at, nth, so_far)
  )
  SELECT expect_rows(count(*), cardinality($1::bigint[])) FROM moved
)sql";

// One way through `inventory`: along the array, row by row.
constexpr const char* planner_options
  = "-c plan_cache_mode=force_generic_plan -c enable_seqscan=off"
    " -c enable_hashjoin=off -c enable_mergejoin=off";

// A turn is spent once, by who has it, while they have it. Rows are locked in the order of their
// keys, as the drop writer does.
constexpr const char* spend_turns_sql = R"sql(
  WITH spent AS (
    UPDATE drop_line l SET state = 'BOUGHT', quantity = t.quantity, order_id = t.order_id
      FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[])
             AS t (product_id, position, user_id, quantity, order_id)
     WHERE l.product_id = t.product_id AND l.position = t.position AND l.user_id = t.user_id
       AND l.state = 'TURN' AND l.quantity >= t.quantity
    RETURNING l.position
  )
  SELECT expect_rows(count(*), cardinality($1::bigint[])) FROM spent
)sql";

// That they were placed goes into the outbox on the way, so that it costs no statement of its own.
constexpr const char* insert_orders_sql = R"sql(
  WITH told AS (
    INSERT INTO outbox (placed) VALUES ($1::bigint[])
  )
  INSERT INTO orders
    (order_id, user_id, status, shipping_address, total_price_krw, ordered_at, payment_due_at)
  SELECT order_id, user_id, CASE total WHEN 0 THEN 'PAID' ELSE 'ORDERED' END, address, total,
         'epoch'::timestamptz + at * interval '1 microsecond',
         'epoch'::timestamptz + nullif(due, 0) * interval '1 microsecond'
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::bigint[], $6::bigint[])
      AS o (order_id, user_id, address, total, at, due)
)sql";

constexpr std::string_view preorder_reason = "PREORDER";

constexpr const char* insert_preorders_sql = R"sql(
  INSERT INTO preorder_lines (order_id, sku_id, quantity, ships_at)
  SELECT order_id, sku_id, quantity, 'epoch'::timestamptz + ships_at * interval '1 microsecond'
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[])
      AS l (order_id, sku_id, quantity, ships_at)
  ON CONFLICT (sku_id, order_id) DO UPDATE SET quantity = excluded.quantity, ships_at = excluded.ships_at
)sql";

constexpr const char* insert_paid_sql = R"sql(
  INSERT INTO store_orders (order_id, store_id, status)
  SELECT DISTINCT order_id, store_id, 'PAID'
    FROM unnest($1::bigint[], $2::bigint[]) AS l (order_id, product_id) JOIN products USING (product_id)
)sql";

/// One entry of the ledger, placed by where its SKU stands in the batch.
struct Entry {
  std::int64_t sku = 0; // its number among the SKUs of the plan, from 1
  std::int64_t nth = 0; // which of its entries in this batch
  Quantity so_far = 0;  // how far the entries up to this one move its balance
};

struct LineRow {
  OrderId order;
  std::int64_t line_no;
  const PlacedLine* line;
  Entry entry;
};

struct MovementRow {
  Entry entry;
  Quantity delta;
  std::string_view reason;
  OrderId order;
  std::int64_t order_version; // 0: without an order
  ChangeId change;
  std::optional<std::string> note;
  Timestamp at;
};

struct PreorderRow {
  OrderId order;
  SkuId sku;
  PreorderedUnits units;
};

/// The rows of a batch, ledger entries numbered in the order of its facts.
struct Rows {
  std::vector<const OrderPlaced*> orders;
  std::vector<const OrderChanged*> changed;
  std::vector<LineRow> lines;
  std::vector<MovementRow> movements;
  std::vector<PreorderRow> preorders;
  std::vector<const OrderPlaced*> paid; // since nothing was owed for them
};

/// Numbers entries.
class EntryCounter {
public:
  explicit EntryCounter(const StockPlan& plan) {
    std::int64_t number = 0;
    for (const auto& [sku, change] : plan.skus)
      last_.emplace(sku, Entry{++number});
  }

  Entry next(SkuId sku, Quantity delta) {
    auto& last = last_[sku];
    ++last.nth;
    last.so_far += delta;
    return last;
  }

private:
  std::unordered_map<SkuId, Entry> last_;
};

Rows rows_of(std::span<const CommitStock> batch, const StockPlan& plan) {
  Rows rows;
  EntryCounter entries{plan};
  for (const auto& commit : batch) {
    if (const auto* placed = std::get_if<OrderPlaced>(&commit.fact)) {
      rows.orders.push_back(placed);
      if (placed->total_price == 0)
        rows.paid.push_back(placed);
      std::int64_t line_no = 0;
      for (const auto& line : placed->lines) {
        rows.lines.push_back(
          {placed->order, ++line_no, &line, entries.next(line.sku, -line.quantity)});
        if (line.preordered)
          rows.preorders.push_back({placed->order, line.sku, *line.preordered});
      }
    } else if (const auto* changed = std::get_if<OrderChanged>(&commit.fact)) {
      rows.changed.push_back(changed);
      for (const auto& line : changed->lines) {
        rows.movements.push_back({entries.next(line.sku, line.delta), line.delta,
                                  name_of(line.reason), changed->order, changed->version + 1,
                                  changed->change, std::nullopt, changed->at});
        if (line.preordered)
          rows.preorders.push_back({changed->order, line.sku, *line.preordered});
      }
    } else if (const auto* preorder = std::get_if<PreorderSet>(&commit.fact)) {
      if (preorder->delta != 0)
        rows.movements.push_back({entries.next(preorder->sku, preorder->delta), preorder->delta,
                                  preorder_reason, OrderId{}, 0, preorder->change, std::nullopt,
                                  preorder->set_at});
    } else {
      const auto& moved = std::get<StockMoved>(commit.fact);
      rows.movements.push_back({entries.next(moved.sku, moved.delta), moved.delta,
                                name_of(moved.reason), OrderId{}, 0, moved.change, moved.note,
                                moved.moved_at});
      if (moved.redeemed > 0)
        rows.movements.push_back({entries.next(moved.sku, -moved.redeemed), -moved.redeemed,
                                  preorder_reason, OrderId{}, 0, moved.change, std::nullopt,
                                  moved.moved_at});
    }
  }
  return rows;
}

PgStatement insert_orders(const std::vector<const OrderPlaced*>& orders) {
  return {
    insert_orders_sql,
    PgParams{}
      .add_array(orders, [](auto* o) { return o->order; })
      .add_array(orders, [](auto* o) { return o->user; })
      .add_array(orders, [](auto* o) { return std::string_view{o->shipping_address}; })
      .add_array(orders, [](auto* o) { return o->total_price; })
      .add_array(orders, [](auto* o) { return o->ordered_at.micros; })
      .add_array(orders, [](auto* o) { return o->payment_due_at.value_or(Timestamp{}).micros; })};
}

PgStatement insert_preorders(const std::vector<PreorderRow>& preorders) {
  return {insert_preorders_sql,
          PgParams{}
            .add_array(preorders, [](auto& p) { return p.order; })
            .add_array(preorders, [](auto& p) { return p.sku; })
            .add_array(preorders, [](auto& p) { return p.units.quantity; })
            .add_array(preorders, [](auto& p) { return p.units.ships_at.micros; })};
}

/// One row for each line: which stores have to deliver follows from their products.
PgStatement insert_paid(const std::vector<const OrderPlaced*>& paid) {
  std::vector<OrderId> orders;
  std::vector<ProductId> products;
  for (const auto* order : paid)
    for (const auto& line : order->lines) {
      orders.push_back(order->order);
      products.push_back(line.product);
    }
  return {insert_paid_sql, PgParams{}.add_array(orders).add_array(products)};
}

PgStatement move_stock(const StockPlan& plan, const Rows& rows) {
  // Left empty where nothing is promised: the database fills it up with nulls.
  const std::map<SkuId, SkuChange> nothing;
  const auto& promises = plan.has_promises ? plan.skus : nothing;
  auto params = changes_of(plan);
  params.add_array(plan.skus, [](auto& sku) { return sku.second.entries; })
    .add_array(rows.lines, [](auto& l) { return l.order; })
    .add_array(rows.lines, [](auto& l) { return l.line_no; })
    .add_array(rows.lines, [](auto& l) { return l.entry.sku; })
    .add_array(rows.lines, [](auto& l) { return l.line->product; })
    .add_array(rows.lines, [](auto& l) { return l.line->quantity; })
    .add_array(rows.lines, [](auto& l) { return l.line->price; })
    .add_array(rows.lines, [](auto& l) { return l.entry.nth; })
    .add_array(rows.lines, [](auto& l) { return l.entry.so_far; })
    .add_array(rows.movements, [](auto& m) { return m.entry.sku; })
    .add_array(rows.movements, [](auto& m) { return m.delta; })
    .add_array(rows.movements, [](auto& m) { return m.reason; })
    .add_array(rows.movements, [](auto& m) { return m.order; })
    .add_array(rows.movements, [](auto& m) { return m.order_version; })
    .add_array(rows.movements, [](auto& m) { return m.change; })
    .add_array(rows.movements, [](auto& m) { return m.note; })
    .add_array(rows.movements, [](auto& m) { return m.at.micros; })
    .add_array(rows.movements, [](auto& m) { return m.entry.nth; })
    .add_array(rows.movements, [](auto& m) { return m.entry.so_far; })
    .add_array(promises, [](auto& sku) { return sku.second.promised; })
    .add_array(promises,
               [](auto& sku) { return sku.second.ships_at.value_or(Timestamp{}).micros; });
  return {move_stock_sql, std::move(params)};
}

} // namespace

PgConfig along_the_keys(PgConfig config) {
  config.options += planner_options;
  return config;
}

std::vector<TurnRow> turns_of(std::span<const CommitStock> batch) {
  std::vector<TurnRow> turns;
  for (std::size_t i = 0; i < batch.size(); ++i)
    if (const auto* placed = std::get_if<OrderPlaced>(&batch[i].fact))
      for (const auto& turn : placed->turns)
        turns.push_back({i, placed, &turn});
  std::ranges::stable_sort(turns, {}, [](const TurnRow& row) {
    return std::pair{row.turn->product, row.turn->position};
  });
  return turns;
}

PgParams keys_of(const std::vector<TurnRow>& turns) {
  return PgParams{}
    .add_array(turns, [](auto& row) { return row.turn->product; })
    .add_array(turns, [](auto& row) { return row.turn->position; })
    .add_array(turns, [](auto& row) { return row.order->user; })
    .add_array(turns, [](auto& row) { return row.turn->quantity; })
    .add_array(turns, [](auto& row) { return row.order->order; });
}

PgParams changes_of(const StockPlan& plan) {
  return PgParams{}
    .add_array(plan.skus, [](auto& sku) { return sku.first; })
    .add_array(plan.skus, [](auto& sku) { return sku.second.epoch; })
    .add_array(plan.skus, [](auto& sku) { return sku.second.delta; });
}

// The SKUs come last: until the commit their rows are locked.
std::vector<PgStatement> statements_of(std::span<const CommitStock> batch, const StockPlan& plan) {
  const auto rows = rows_of(batch, plan);
  std::vector<PgStatement> statements;
  if (const auto keyed = keyed_facts(batch); !keyed.empty())
    statements.push_back(insert_keys(records_of(batch, keyed)));
  if (!rows.orders.empty())
    statements.push_back(insert_orders(rows.orders));
  if (!rows.changed.empty())
    change_orders(rows.changed, statements);
  if (const auto turns = turns_of(batch); !turns.empty())
    statements.push_back({spend_turns_sql, keys_of(turns)});
  if (!rows.preorders.empty())
    statements.push_back(insert_preorders(rows.preorders));
  if (!rows.paid.empty())
    statements.push_back(insert_paid(rows.paid));
  if (const auto coupons = plan_coupons(batch); !coupons.empty())
    for (auto& statement : statements_of(coupons))
      statements.push_back(std::move(statement));
  if (!plan.skus.empty())
    statements.push_back(move_stock(plan, rows));
  return statements;
}

} // namespace baro
