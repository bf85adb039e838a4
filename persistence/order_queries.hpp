#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/order.hpp"

namespace baro {

Found<OrderRecord> answer(PgConnection& connection, const LoadOrder& question);
Found<OrderView> answer(PgConnection& connection, const GetOrder& question);
Found<Slice<OrderSummary>> answer(PgConnection& connection, const ListOrders& question);
Found<Slice<OrderSummary>> answer(PgConnection& connection, const ListStoreOrders& question);
Found<UnreceivedUnits> answer(PgConnection& connection, const FindUnreceived& question);

} // namespace baro
