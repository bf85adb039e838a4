#include "persistence/order_queries.hpp"

#include "persistence/columns.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* order_sql = R"sql(
  SELECT order_id, user_id, version, status, shipping_address, total_price_krw,
         (extract(epoch FROM ordered_at) * 1000000)::bigint
    FROM orders WHERE order_id = $1
)sql";

constexpr const char* order_items_sql = R"sql(
  SELECT l.product_id, l.sku_id, s.size, s.color, p.name, p.thumbnail_url, l.quantity, l.price_krw
    FROM order_lines l JOIN skus s USING (sku_id) JOIN products p ON p.product_id = l.product_id
   WHERE l.order_id = $1
   ORDER BY l.line_no
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
          row.number(7)};
}

QueryError no_such_order(OrderId order) {
  return QueryError{Errc::not_found, "order " + std::to_string(order.value)};
}

} // namespace

Found<OrderRecord> answer(PgConnection& connection, const LoadOrder& question) {
  const auto order = PgParams{}.add(question.order);
  auto answers = connection.execute_all(
    std::array{PgStatement{order_sql, order}, PgStatement{order_items_sql, order}});
  if (!answers)
    return QueryError{answers.error()};
  const auto& [orders, items] = std::tie((*answers)[0], (*answers)[1]);
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
  view.next_actions = next_actions(view.order_status);
  for (const auto item : items)
    view.items.push_back(item_of(item));
  return record;
}

Found<OrderView> answer(PgConnection& connection, const GetOrder& question) {
  auto record = answer(connection, LoadOrder{question.order});
  if (!record)
    return std::move(record).error();
  if (record->user != question.caller.user && !question.caller.is_admin())
    return no_such_order(question.order);
  return std::move(record->view);
}

Found<Slice<OrderSummary>> answer(PgConnection& connection, const ListOrders& question) {
  const auto& page = question.page;
  auto rows = connection.execute(
    orders_of_user_sql,
    PgParams{}.add(question.user).add(id_before(page)).add(std::int64_t{page.size + 1}));
  if (!rows)
    return QueryError{rows.error()};
  std::vector<OrderSummary> orders;
  for (const auto row : *rows)
    orders.push_back(
      {row.id<OrderId>(0), row.number(1), enum_of<OrderStatus>(row, 2), timestamp_of(row, 3)});
  return slice_of(std::move(orders), page, [](const OrderSummary& last) {
    return Cursor{{last.order_id.value}, {}};
  });
}

} // namespace baro
