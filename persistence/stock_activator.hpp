#pragma once

#include "persistence/pg.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <vector>

namespace baro {

struct StockActivatorConfig {
  PgConfig pg;
  std::size_t batch_skus_max = 512;
};

/// The public interface plus the note that the activator sends to itself.
using StockActivatorSelf = StockActivatorActor::extend<caf::result<void>(flush_atom)>;

/// Raises the epochs of whatever SKUs asked for it meanwhile. Blocks, so it is spawned detached.
/// After a lost connection an epoch may have been raised without anybody knowing: that only fences off
/// an activation which nobody got.
class StockActivatorState {
public:
  static constexpr const char* name = "baro.stock_activator";

  StockActivatorState(StockActivatorSelf::pointer self, StockActivatorConfig config)
    : self_(self), config_(config), session_(std::move(config.pg), "stock_activator") {}

  StockActivatorSelf::behavior_type make_behavior();

private:
  void flush();

  StockActivatorSelf::pointer self_;
  StockActivatorConfig config_;
  PgSession session_;
  std::vector<SkuId> skus_;
  std::vector<caf::typed_response_promise<SkuActivated>> replies_;
};

using StockActivatorImpl = StockActivatorSelf::stateful_impl<StockActivatorState>;

} // namespace baro
