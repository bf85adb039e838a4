#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "persistence/stock_repository.hpp"

#include <string>

namespace baro {

struct StockMetrics;
struct StockPlan;

/// Commits stock facts over one connection: one round trip a batch, one row update per SKU.
class PgStockRepository : public StockRepository {
public:
  PgStockRepository(PgConfig config, StockMetrics& metrics);

  StockOutcome commit(std::span<const CommitStock> batch) override;
  Result<bool> was_committed(std::span<const CommitStock> batch) override;

private:
  /// Which facts stood in the way of a batch that was not committed.
  StockOutcome explain(PgConnection& connection, std::span<const CommitStock> batch,
                       const StockPlan& plan, const QueryError& why);

  /// Counts a SKU that could not be changed though nobody has activated it since: its actor
  /// promised what the database does not have.
  void report_disagreement(SkuId sku, Quantity on_hand);

  PgSession session_;
  StockMetrics& metrics_;
  /// Whose transaction has an unknown outcome. Empty: nobody's.
  std::string lost_backend_;
};

} // namespace baro
