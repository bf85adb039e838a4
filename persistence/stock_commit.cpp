#include "monitoring/stock_metrics.hpp"
#include "persistence/stock_repository.hpp"

namespace baro {

std::vector<Result<StockCommitted>> commit_stock(StockRepository& repository,
                                                 std::span<const CommitStock> facts,
                                                 StockMetrics& metrics) {
  auto report = commit_batch(repository, facts);
  for (const auto size : report.batches)
    metrics.batch_facts.Observe(static_cast<double>(size));
  metrics.splits.Increment(static_cast<double>(report.splits));
  metrics.unknown.Increment(static_cast<double>(report.unknown));
  for (const auto& verdict : report.verdicts)
    if (!verdict)
      (verdict.error().code == Errc::fenced ? metrics.fenced : metrics.failed).Increment();
    else
      (verdict->earlier_answer ? metrics.replayed : metrics.committed).Increment();
  return std::move(report.verdicts);
}

} // namespace baro
