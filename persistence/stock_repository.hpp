#pragma once

#include "persistence/batch_commit.hpp"
#include "protocol/inventory.hpp"

namespace baro {

struct StockMetrics;

using StockRefusal = BatchRefusal<StockCommitted>;
using StockOutcome = BatchOutcome<StockCommitted>;

/// Where stock facts are kept.
using StockRepository = BatchRepository<CommitStock, StockCommitted>;

/// Commits facts and counts what became of them. Answers one verdict for each fact, in order.
/// Errors: fenced, unavailable, internal_error, idempotency_key_reused; all of them mean that this
/// fact did not happen.
std::vector<Result<StockCommitted>> commit_stock(StockRepository& repository,
                                                 std::span<const CommitStock> facts,
                                                 StockMetrics& metrics);

} // namespace baro
