#include "persistence/order_queries.hpp"

#include "persistence/columns.hpp"
#include "persistence/payment_queries.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* order_sql = R"sql(
  SELECT order_id, o.user_id, version, status, shipping_address, total_price_krw,
         (extract(epoch FROM ordered_at) * 1000000)::bigint,
         (extract(epoch FROM payment_due_at) * 1000000)::bigint, cancel_reason,
         NOT EXISTS (SELECT FROM drop_line l WHERE l.order_id = o.order_id),
         c.coupon_id, c.code, r.discount_krw
    FROM orders o LEFT JOIN coupon_redemptions r USING (order_id)
                  LEFT JOIN coupons c ON c.coupon_id = r.coupon_id
   WHERE order_id = $1
)sql";

constexpr const char* order_items_sql = R"sql(
  SELECT l.product_id, l.sku_id, s.size, s.color, p.name, p.thumbnail_url, l.quantity, l.price_krw,
         (SELECT coalesce(sum(r.quantity), 0) FROM order_returns r
           WHERE r.order_id = l.order_id AND r.sku_id = l.sku_id),
         b.quantity IS NOT NULL, (extract(epoch FROM b.ships_at) * 1000000)::bigint
    FROM order_lines l JOIN skus s USING (sku_id) JOIN products p ON p.product_id = l.product_id
         LEFT JOIN preorder_lines b ON b.order_id = l.order_id AND b.sku_id = l.sku_id
   WHERE l.order_id = $1
   ORDER BY l.line_no
)sql";

constexpr const char* owners_sql = R"sql(
  SELECT DISTINCT t.owner_id
    FROM order_lines l JOIN products p USING (product_id) JOIN stores t USING (store_id)
   WHERE l.order_id = $1
)sql";

constexpr const char* store_owner_sql = "SELECT owner_id FROM stores WHERE store_id = $1";

constexpr const char* orders_of_store_sql = R"sql(
  SELECT order_id, o.total_price_krw, o.status, (extract(epoch FROM ordered_at) * 1000000)::bigint
    FROM store_orders s JOIN orders o USING (order_id)
   WHERE s.store_id = $1 AND s.status = $2 AND order_id < $3
   ORDER BY order_id DESC
   LIMIT $4
)sql";

// What was sold of a promise and not received is owed to those who ordered last: whatever comes in
// goes to those who ordered first.
constexpr const char* unreceived_sql = R"sql(
  SELECT b.sku_id, b.quantity, least(b.quantity, i.promised - i.on_hand - later.units) AS owed
    FROM preorder_lines b JOIN inventory i USING (sku_id)
         CROSS JOIN LATERAL (
           SELECT coalesce(sum(l.quantity), 0)::bigint AS units
             FROM preorder_lines l JOIN orders o USING (order_id)
            WHERE l.sku_id = b.sku_id AND l.order_id > b.order_id
              AND o.status IN ('ORDERED', 'PAID')) later
   WHERE b.order_id = $1 AND i.promised - i.on_hand > later.units
   ORDER BY b.sku_id
)sql";

constexpr const char* orders_of_user_sql = R"sql(
  SELECT order_id, total_price_krw, status, (extract(epoch FROM ordered_at) * 1000000)::bigint
    FROM orders WHERE user_id = $1 AND order_id < $2
   ORDER BY order_id DESC
   LIMIT $3
)sql";

OrderItemView item_of(PgRow row) {
  return {row.id<ProductId>(0),
          row.id<SkuId>(1),
          {row.optional_text(2), row.optional_text(3)},
          std::string{row.text(4)},
          row.optional_text(5),
          row.number(6),
          row.number(7),
          row.number(8),
          row.boolean(9),
          optional_timestamp_of(row, 10)};
}

Slice<OrderSummary> summaries_of(const PgRows& rows, const Page& page) {
  std::vector<OrderSummary> orders;
  for (const auto row : rows)
    orders.push_back(
      {row.id<OrderId>(0), row.number(1), enum_of<OrderStatus>(row, 2), timestamp_of(row, 3)});
  return slice_of(std::move(orders), page, [](const OrderSummary& last) {
    return Cursor{{last.order_id.value}, {}};
  });
}

QueryError no_such_order(OrderId order) {
  return QueryError{Errc::not_found, "order " + std::to_string(order.value)};
}

} // namespace

Found<OrderRecord> answer(PgConnection& connection, const LoadOrder& question) {
  const auto order = PgParams{}.add(question.order);
  auto answers = connection.execute_all(std::array{
    PgStatement{order_sql, order}, PgStatement{order_items_sql, order},
    PgStatement{owners_sql, order}, payments_of(question.order), refunds_of(question.order)});
  if (!answers)
    return QueryError{answers.error()};
  const auto& orders = (*answers)[0];
  if (orders.empty())
    return no_such_order(question.order);
  const auto row = orders[0];
  OrderRecord record;
  record.user = row.id<UserId>(1);
  record.version = row.number(2);
  auto& view = record.view;
  view.order_id = row.id<OrderId>(0);
  view.order_status = enum_of<OrderStatus>(row, 3);
  view.shipping_address = row.text(4);
  view.total_price = row.number(5);
  view.ordered_at = timestamp_of(row, 6);
  view.payment_due_at = optional_timestamp_of(row, 7);
  if (!row.is_null(8))
    view.cancel_reason = enum_of<CancelReason>(row, 8);
  record.can_come_back = row.boolean(9);
  if (!row.is_null(10)) {
    record.coupon = row.id<CouponId>(10);
    view.coupon_code = row.text(11);
    view.discount = row.number(12);
  }
  for (const auto item : (*answers)[1])
    view.items.push_back(item_of(item));
  for (const auto owner : (*answers)[2])
    record.owners.push_back(owner.id<UserId>(0));
  record.payments = to_payments((*answers)[3]);
  record.refunds = to_refunds((*answers)[4]);
  return record;
}

Found<OrderView> answer(PgConnection& connection, const GetOrder& question) {
  const auto record = answer(connection, LoadOrder{question.order});
  if (!record)
    return record.error();
  if (!may_see(*record, question.caller))
    return no_such_order(question.order);
  return view_for(*record, question.caller);
}

Found<Slice<OrderSummary>> answer(PgConnection& connection, const ListOrders& question) {
  const auto& page = question.page;
  auto rows = connection.execute(
    orders_of_user_sql,
    PgParams{}.add(question.user).add(id_before(page)).add(std::int64_t{page.size + 1}));
  if (!rows)
    return QueryError{rows.error()};
  return summaries_of(*rows, page);
}

Found<Slice<OrderSummary>> answer(PgConnection& connection, const ListStoreOrders& question) {
  const auto& page = question.page;
  const std::array statements{
    PgStatement{store_owner_sql, PgParams{}.add(question.store)},
    PgStatement{orders_of_store_sql, PgParams{}
                                       .add(question.store)
                                       .add(name_of(question.status))
                                       .add(id_before(page))
                                       .add(std::int64_t{page.size + 1})},
  };
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  const auto& owner = (*answers)[0];
  if (owner.empty())
    return QueryError{Errc::not_found, "store " + std::to_string(question.store.value)};
  if (owner[0].id<UserId>(0) != question.caller.user && !question.caller.is_admin())
    return QueryError{Errc::not_allowed};
  return summaries_of((*answers)[1], page);
}

Found<UnreceivedUnits> answer(PgConnection& connection, const FindUnreceived& question) {
  auto rows = connection.execute(unreceived_sql, PgParams{}.add(question.order));
  if (!rows)
    return QueryError{rows.error()};
  UnreceivedUnits units;
  for (const auto row : *rows)
    units.all.push_back({row.id<SkuId>(0), row.number(1), row.number(1) - row.number(2)});
  return units;
}

} // namespace baro
