#pragma once

#include "persistence/pg.hpp"
#include "persistence/stock_repository.hpp"

#include <string>

namespace baro {

struct StockMetrics;

/// Commits stock facts over one connection: two round trips a batch, one row update per SKU.
class PgStockRepository : public StockRepository {
public:
  PgStockRepository(PgConfig config, StockMetrics& metrics)
    : session_(std::move(config), "stock_writer"), metrics_(metrics) {}

  StockOutcome commit(std::span<const CommitStock> batch) override;
  Result<bool> was_committed(std::span<const CommitStock> batch) override;

private:
  /// Counts the SKUs that could not be changed though nobody has activated them since: their actors
  /// promised what the database does not have.
  template <class Positions>
  void report_disagreement(PgConnection& connection, const struct StockPlan& plan,
                           const Positions& positions);

  PgSession session_;
  StockMetrics& metrics_;
  /// Whose transaction has an unknown outcome. Empty: nobody's.
  std::string lost_backend_;
};

} // namespace baro
