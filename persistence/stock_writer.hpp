#pragma once

#include "persistence/batch.hpp"
#include "persistence/stock_repository.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <memory>

namespace baro {

struct StockWriterConfig {
  std::size_t batch_facts_max = 512;
};

/// The public interface plus the note that the writer sends to itself.
using StockWriterSelf = StockWriterActor::extend<caf::result<void>(flush_atom)>;

/// Commits in one batch whatever piled up while the previous batch was being committed.
/// Blocks, so it is spawned detached.
class StockWriterState {
public:
  static constexpr const char* name = "baro.stock_writer";

  StockWriterState(StockWriterSelf::pointer self, std::unique_ptr<StockRepository> repository,
                   StockMetrics& metrics, StockWriterConfig config)
    : self_(self),
      repository_(std::move(repository)),
      facts_(config.batch_facts_max,
             [this, &metrics](auto& facts) { return commit_stock(*repository_, facts, metrics); }) {
  }

  StockWriterSelf::behavior_type make_behavior() {
    return {
      [this](const CommitStock& commit) { return facts_.add(self_, commit); },
      [this](flush_atom) { facts_.flush(); },
    };
  }

private:
  StockWriterSelf::pointer self_;
  std::unique_ptr<StockRepository> repository_;
  Batch<CommitStock, StockCommitted> facts_;
};

using StockWriterImpl = StockWriterSelf::stateful_impl<StockWriterState>;

} // namespace baro
