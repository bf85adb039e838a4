#pragma once

#include "actors/checkout/basket.hpp"
#include "protocol/actors.hpp"
#include "protocol/directory.hpp"

#include <caf/typed_event_based_actor.hpp>

#include <functional>
#include <map>
#include <vector>

namespace baro {

/// The turns that an order needs: one in the line of each product in it that is a drop. Most orders
/// need none, and never come here but with empty hands.
class Turns {
public:
  /// Learns from what the SKUs answered, one answer for each line, which of them need a turn.
  /// Whether there are some whose turns are not taken.
  bool learn(const std::vector<BasketLine>& lines, const std::vector<Result<StockHeld>>& answers);

  /// Whether the turn that this SKU needs was taken.
  bool are_taken_for(SkuId sku) const;

  using Taken = std::function<void(const Result<Done>&)>;

  /// Asks for all turns at once, and calls `taken` when they are, or when one is refused.
  void take(CheckoutActor::pointer self, const Directory& directory, UserId user,
            const std::vector<BasketLine>& lines, Taken taken);

  /// What the commit spends.
  const std::vector<SpentTurn>& taken() const { return taken_; }

  /// Tells the lines that the order is on disk.
  void end(const Directory& directory, OrderId order) const;

private:
  std::map<SkuId, ProductId> drops_; // the SKUs that need a turn
  std::vector<SpentTurn> taken_;
};

} // namespace baro
