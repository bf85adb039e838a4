#pragma once

#include "persistence/front.hpp"
#include "persistence/stock_repository.hpp"
#include "protocol/actors.hpp"

#include <memory>

namespace baro {

struct StockWriterConfig {
  BatchLimits batches{.batch_max = 128, .gathered_min = 32};
  WaitLimits limits{};
};

/// Commits facts in batches.
class StockWork {
public:
  StockWork(std::unique_ptr<StockRepository> repository, StockMetrics& metrics)
    : repository_(std::move(repository)), metrics_(metrics) {}

  std::vector<Result<StockCommitted>> carry_out(const std::vector<CommitStock>& facts) {
    return commit_stock(*repository_, facts, metrics_);
  }

private:
  std::unique_ptr<StockRepository> repository_;
  StockMetrics& metrics_;
};

class StockWriterState
  : public Front<StockWriterActor, StockWork, Kind<CommitStock, StockCommitted>> {
public:
  static constexpr const char* name = "baro.stock_writer";

  /// One connection, and one worker, for each repository.
  StockWriterState(StockWriterActor::pointer self,
                   std::vector<std::unique_ptr<StockRepository>> repositories,
                   StockMetrics& metrics, StockWriterConfig config)
    : Front(self, work_on(std::move(repositories), metrics), config.batches, config.limits) {}

private:
  static std::vector<std::unique_ptr<StockWork>>
  work_on(std::vector<std::unique_ptr<StockRepository>> repositories, StockMetrics& metrics) {
    std::vector<std::unique_ptr<StockWork>> work;
    for (auto& repository : repositories)
      work.push_back(std::make_unique<StockWork>(std::move(repository), metrics));
    return work;
  }
};

using StockWriterImpl = StockWriterActor::stateful_impl<StockWriterState>;

} // namespace baro
