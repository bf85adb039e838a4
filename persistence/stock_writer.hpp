#pragma once

#include "persistence/front.hpp"
#include "persistence/stock_repository.hpp"
#include "protocol/actors.hpp"

#include <memory>

namespace baro {

struct StockWriterConfig {
  std::size_t batch_facts_max = 512;
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

  StockWriterState(StockWriterActor::pointer self, std::unique_ptr<StockRepository> repository,
                   StockMetrics& metrics, StockWriterConfig config)
    : Front(self, std::make_unique<StockWork>(std::move(repository), metrics),
            config.batch_facts_max, config.limits) {}
};

using StockWriterImpl = StockWriterActor::stateful_impl<StockWriterState>;

} // namespace baro
