#include "persistence/order_statements.hpp"

#include "persistence/order_events.hpp"

#include <algorithm>
#include <iterator>

namespace baro {

namespace {

constexpr const char* change_orders_sql = R"sql(
  WITH changed AS (
    UPDATE orders o SET status = c.status, cancel_reason = nullif(c.reason, ''),
                        version = o.version + 1, change_id = c.change_id
      FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::bigint[])
             AS c (order_id, version, status, reason, change_id)
     WHERE o.order_id = c.order_id AND o.version = c.version
    RETURNING o.order_id
  )
  SELECT expect_rows(count(*), cardinality($1::bigint[])) FROM changed
)sql";

constexpr const char* tell_stores_sql = R"sql(
  INSERT INTO store_orders (order_id, store_id, status)
  SELECT DISTINCT l.order_id, p.store_id, c.status
    FROM unnest($1::bigint[], $2::text[]) AS c (order_id, status)
    JOIN order_lines l USING (order_id) JOIN products p ON p.product_id = l.product_id
  ON CONFLICT (order_id, store_id) DO UPDATE SET status = excluded.status
)sql";

constexpr const char* tell_stores_of_end_sql = R"sql(
  UPDATE store_orders SET status = 'CANCELLED' WHERE order_id = ANY ($1::bigint[])
)sql";

constexpr const char* return_turns_sql = R"sql(
  UPDATE drop_line SET state = 'RETURNED' WHERE order_id = ANY ($1::bigint[]) AND state = 'BOUGHT'
)sql";

constexpr const char* keep_payments_sql = R"sql(
  INSERT INTO payments (payment_id, order_id, status, amount_krw, provider, reference, redirect_url,
                        started_at)
  SELECT payment_id, order_id, status, amount, provider, reference, redirect_url,
         'epoch'::timestamptz + at * interval '1 microsecond'
    FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bigint[], $5::text[], $6::text[],
                $7::text[], $8::bigint[])
      AS p (payment_id, order_id, status, amount, provider, reference, redirect_url, at)
  ON CONFLICT (payment_id) DO UPDATE
    SET status = excluded.status, reference = excluded.reference,
        redirect_url = excluded.redirect_url
)sql";

constexpr const char* keep_refunds_sql = R"sql(
  INSERT INTO refunds (refund_id, payment_id, order_id, amount_krw, status, decided_at)
  SELECT refund_id, payment_id, order_id, amount, status,
         'epoch'::timestamptz + at * interval '1 microsecond'
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::bigint[])
      AS r (refund_id, payment_id, order_id, amount, status, at)
  ON CONFLICT (refund_id) DO UPDATE SET status = excluded.status
)sql";

constexpr const char* keep_returns_sql = R"sql(
  INSERT INTO order_returns (order_id, order_version, sku_id, quantity, restocked, returned_at)
  SELECT order_id, version, sku_id, quantity, restocked,
         'epoch'::timestamptz + at * interval '1 microsecond'
    FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[], $5::boolean[], $6::bigint[])
      AS r (order_id, version, sku_id, quantity, restocked, at)
)sql";

/// A row that belongs to a step.
template <class Row>
struct Of {
  const OrderChanged* step;
  const Row* row;
};

template <class Row>
std::vector<Of<Row>> rows_of(const std::vector<const OrderChanged*>& steps,
                             std::vector<Row> OrderChanged::*rows) {
  std::vector<Of<Row>> all;
  for (const auto* step : steps)
    for (const auto& row : step->*rows)
      all.push_back({step, &row});
  return all;
}

PgStatement change(const std::vector<const OrderChanged*>& steps) {
  auto params = versions_of(steps);
  params.add_array(steps, [](auto* s) { return name_of(s->status); })
    .add_array(
      steps,
      [](auto* s) { return s->cancel_reason ? name_of(*s->cancel_reason) : std::string_view{}; })
    .add_array(steps, [](auto* s) { return s->change; });
  return {change_orders_sql, std::move(params)};
}

/// From its payment on an order is the business of its stores.
PgStatement tell_stores(const std::vector<OrderId>& orders,
                        const std::vector<std::string_view>& statuses) {
  return {tell_stores_sql, PgParams{}.add_array(orders).add_array(statuses)};
}

void tell_stores(const std::vector<const OrderChanged*>& steps,
                 std::vector<PgStatement>& statements) {
  std::vector<OrderId> theirs;
  std::vector<std::string_view> statuses;
  std::vector<OrderId> ended;
  for (const auto* step : steps)
    if (step->status == OrderStatus::CANCELLED) {
      ended.push_back(step->order);
    } else if (step->status != OrderStatus::ORDERED) {
      theirs.push_back(step->order);
      statuses.push_back(name_of(step->status));
    }
  if (!theirs.empty())
    statements.push_back(tell_stores(theirs, statuses));
  if (ended.empty())
    return;
  const auto orders = PgParams{}.add_array(ended);
  statements.push_back({tell_stores_of_end_sql, orders});
  statements.push_back({return_turns_sql, orders});
}

PgStatement keep(const std::vector<Of<Payment>>& rows) {
  return {keep_payments_sql,
          PgParams{}
            .add_array(rows, [](auto& p) { return p.row->payment; })
            .add_array(rows, [](auto& p) { return p.step->order; })
            .add_array(rows, [](auto& p) { return name_of(p.row->status); })
            .add_array(rows, [](auto& p) { return p.row->amount; })
            .add_array(rows, [](auto& p) { return std::string_view{p.row->provider}; })
            .add_array(rows, [](auto& p) { return p.row->reference; })
            .add_array(rows, [](auto& p) { return p.row->redirect_url; })
            .add_array(rows, [](auto& p) { return p.row->started_at.micros; })};
}

PgStatement keep(const std::vector<Of<Refund>>& rows) {
  return {keep_refunds_sql, PgParams{}
                              .add_array(rows, [](auto& r) { return r.row->refund; })
                              .add_array(rows, [](auto& r) { return r.row->payment; })
                              .add_array(rows, [](auto& r) { return r.step->order; })
                              .add_array(rows, [](auto& r) { return r.row->amount; })
                              .add_array(rows, [](auto& r) { return name_of(r.row->status); })
                              .add_array(rows, [](auto& r) { return r.row->decided_at.micros; })};
}

PgStatement keep(const std::vector<Of<ItemReturned>>& rows) {
  return {keep_returns_sql,
          PgParams{}
            .add_array(rows, [](auto& r) { return r.step->order; })
            .add_array(rows, [](auto& r) { return r.step->version + 1; })
            .add_array(rows, [](auto& r) { return r.row->sku; })
            .add_array(rows, [](auto& r) { return r.row->quantity; })
            .add_array(rows, [](auto& r) { return std::string_view{r.row->restocked ? "t" : "f"}; })
            .add_array(rows, [](auto& r) { return r.step->at.micros; })};
}

std::vector<const OrderChanged*> told_of(const std::vector<const OrderChanged*>& steps) {
  std::vector<const OrderChanged*> told;
  std::ranges::copy_if(steps, std::back_inserter(told),
                       [](auto* step) { return step->event.has_value(); });
  return told;
}

template <class Row>
void keep_all(const std::vector<Of<Row>>& rows, std::vector<PgStatement>& statements) {
  if (!rows.empty())
    statements.push_back(keep(rows));
}

} // namespace

void change_orders(const std::vector<const OrderChanged*>& steps,
                   std::vector<PgStatement>& statements) {
  statements.push_back(change(steps));
  if (const auto told = told_of(steps); !told.empty())
    statements.push_back(tell_changes(told));
  tell_stores(steps, statements);
  keep_all(rows_of(steps, &OrderChanged::payments), statements);
  keep_all(rows_of(steps, &OrderChanged::refunds), statements);
  keep_all(rows_of(steps, &OrderChanged::returned), statements);
}

PgParams versions_of(const std::vector<const OrderChanged*>& steps) {
  return PgParams{}
    .add_array(steps, [](auto* s) { return s->order; })
    .add_array(steps, [](auto* s) { return s->version; });
}

} // namespace baro
