#pragma once

#include "persistence/stock_repository.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <memory>
#include <vector>

namespace baro {

struct StockMetrics;

struct StockWriterConfig {
  std::size_t batch_facts_max = 512;
};

/// The public interface plus the note that the writer sends to itself.
using StockWriterSelf = StockWriterActor::extend<caf::result<void>(flush_atom)>;

/// Commits in one batch whatever piled up while the previous batch was being committed: no timer is
/// needed, and a lone order does not wait. Blocks, so it is spawned detached.
class StockWriterState {
public:
  static constexpr const char* name = "baro.stock_writer";

  StockWriterState(StockWriterSelf::pointer self, std::unique_ptr<StockRepository> repository,
                   StockMetrics& metrics, StockWriterConfig config)
    : self_(self), repository_(std::move(repository)), metrics_(metrics), config_(config) {}

  StockWriterSelf::behavior_type make_behavior();

private:
  void flush();

  StockWriterSelf::pointer self_;
  std::unique_ptr<StockRepository> repository_;
  StockMetrics& metrics_;
  StockWriterConfig config_;
  std::vector<CommitStock> facts_;
  std::vector<caf::typed_response_promise<StockCommitted>> replies_;
};

using StockWriterImpl = StockWriterSelf::stateful_impl<StockWriterState>;

} // namespace baro
