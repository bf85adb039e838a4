#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/events.hpp"
#include "protocol/inventory.hpp"

namespace baro {

Found<Slice<LedgerEntryView>> answer(PgConnection& connection, const ListLedger& question);
Found<StockLevels> answer(PgConnection& connection, const FindStockLevels& question);

/// All in one round trip.
Found<std::vector<Result<StoredAnswer>>> answer_all(PgConnection& connection,
                                                    const std::vector<FindAnswer>& questions);

} // namespace baro
