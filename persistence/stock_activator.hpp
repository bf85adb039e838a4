#pragma once

#include "persistence/batch.hpp"
#include "persistence/pg.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace baro {

struct StockActivatorConfig {
  PgConfig pg;
  std::size_t batch_skus_max = 512;
};

/// The public interface plus the note that the activator sends to itself.
using StockActivatorSelf = StockActivatorActor::extend<caf::result<void>(flush_atom)>;

/// Raises the epochs of whatever SKUs asked for it meanwhile. Blocks, so it is spawned detached.
/// After a lost connection an epoch may have been raised without anybody knowing: that only fences
/// off an activation which nobody got.
class StockActivatorState {
public:
  static constexpr const char* name = "baro.stock_activator";

  StockActivatorState(StockActivatorSelf::pointer self, StockActivatorConfig config)
    : self_(self),
      session_(std::move(config.pg), "stock_activator"),
      requests_(config.batch_skus_max, [this](auto& requests) { return activate(requests); }) {}

  StockActivatorSelf::behavior_type make_behavior() {
    return {
      [this](ActivateSku request) { return requests_.add(self_, request); },
      [this](flush_atom) { requests_.flush(); },
    };
  }

private:
  std::vector<Result<SkuActivated>> activate(const std::vector<ActivateSku>& requests);

  StockActivatorSelf::pointer self_;
  PgSession session_;
  Batch<ActivateSku, SkuActivated> requests_;
};

using StockActivatorImpl = StockActivatorSelf::stateful_impl<StockActivatorState>;

} // namespace baro
