#include "persistence/payment_queries.hpp"

#include "persistence/columns.hpp"

#include <array>

namespace baro {

namespace {

constexpr const char* payments_of_sql = R"sql(
  SELECT payment_id, status, amount_krw, provider, reference, redirect_url,
         (extract(epoch FROM started_at) * 1000000)::bigint
    FROM payments WHERE order_id = $1
   ORDER BY payment_id
)sql";

constexpr const char* refunds_of_sql = R"sql(
  SELECT refund_id, payment_id, amount_krw, status,
         (extract(epoch FROM decided_at) * 1000000)::bigint
    FROM refunds WHERE order_id = $1
   ORDER BY refund_id
)sql";

constexpr const char* payment_sql = R"sql(
  SELECT p.payment_id, p.status, amount_krw, provider, reference, redirect_url,
         (extract(epoch FROM started_at) * 1000000)::bigint, order_id, user_id
    FROM payments p JOIN orders USING (order_id)
   WHERE payment_id = $1
)sql";

constexpr const char* refund_sql = R"sql(
  SELECT refund_id, r.payment_id, r.amount_krw, r.status,
         (extract(epoch FROM decided_at) * 1000000)::bigint, r.order_id, p.reference
    FROM refunds r JOIN payments p USING (payment_id)
   WHERE refund_id = $1
)sql";

constexpr const char* buyer_sql = "SELECT user_id FROM orders WHERE order_id = $1";

Payment payment_of(PgRow row) {
  return {row.id<PaymentId>(0),     enum_of<PaymentStatus>(row, 1), row.number(2),
          std::string{row.text(3)}, row.optional_text(4),           row.optional_text(5),
          timestamp_of(row, 6)};
}

Refund refund_of(PgRow row) {
  return {row.id<RefundId>(0), row.id<PaymentId>(1), row.number(2), enum_of<RefundStatus>(row, 3),
          timestamp_of(row, 4)};
}

} // namespace

PgStatement payments_of(OrderId order) { return {payments_of_sql, PgParams{}.add(order)}; }

PgStatement refunds_of(OrderId order) { return {refunds_of_sql, PgParams{}.add(order)}; }

std::vector<Payment> to_payments(const PgRows& rows) {
  std::vector<Payment> payments;
  for (const auto row : rows)
    payments.push_back(payment_of(row));
  return payments;
}

std::vector<Refund> to_refunds(const PgRows& rows) {
  std::vector<Refund> refunds;
  for (const auto row : rows)
    refunds.push_back(refund_of(row));
  return refunds;
}

Found<PaymentRecord> answer(PgConnection& connection, const FindPayment& question) {
  auto rows = connection.execute(payment_sql, PgParams{}.add(question.payment));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return QueryError{Errc::not_found, "payment " + std::to_string(question.payment.value)};
  const auto row = (*rows)[0];
  return PaymentRecord{row.id<OrderId>(7), row.id<UserId>(8), payment_of(row)};
}

Found<RefundRecord> answer(PgConnection& connection, const FindRefund& question) {
  auto rows = connection.execute(refund_sql, PgParams{}.add(question.refund));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return QueryError{Errc::not_found, "refund " + std::to_string(question.refund.value)};
  const auto row = (*rows)[0];
  return RefundRecord{row.id<OrderId>(5), refund_of(row), row.optional_text(6)};
}

Found<Payments> answer(PgConnection& connection, const ListPayments& question) {
  const std::array statements{PgStatement{buyer_sql, PgParams{}.add(question.order)},
                              payments_of(question.order)};
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  const auto& buyer = (*answers)[0];
  const auto& caller = question.caller;
  if (buyer.empty() || (buyer[0].id<UserId>(0) != caller.user && !caller.is_admin()))
    return QueryError{Errc::not_found, "order " + std::to_string(question.order.value)};
  Payments payments;
  for (const auto& payment : to_payments((*answers)[1]))
    payments.all.push_back({payment.payment, question.order, payment.status, payment.amount,
                            payment.provider, payment.started_at, payment.redirect_url});
  return payments;
}

} // namespace baro
