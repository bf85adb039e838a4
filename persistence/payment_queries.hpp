#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/order.hpp"

namespace baro {

/// Statements that answer the payments and the refunds of the order $1, oldest first.
PgStatement payments_of(OrderId order);
PgStatement refunds_of(OrderId order);
std::vector<Payment> to_payments(const PgRows& rows);
std::vector<Refund> to_refunds(const PgRows& rows);

Found<PaymentRecord> answer(PgConnection& connection, const FindPayment& question);
Found<RefundRecord> answer(PgConnection& connection, const FindRefund& question);
Found<Payments> answer(PgConnection& connection, const ListPayments& question);

} // namespace baro
