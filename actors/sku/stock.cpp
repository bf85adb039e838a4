#include "actors/sku/stock.hpp"

#include <cassert>

namespace baro {

Result<Done> Stock::hold(ChangeId change, SkuId sku, Quantity quantity, Timestamp at) {
  if (changes_.contains(change))
    return Done{};
  if (quantity > available())
    return Error{Errc::out_of_stock, {}, {{sku, quantity, available()}}};
  changes_.emplace(change, Change{-quantity, at});
  held_ += quantity;
  assert(available() >= 0);
  return Done{};
}

void Stock::expect(ChangeId change, Quantity quantity, Timestamp at) {
  changes_.try_emplace(change, Change{quantity, at});
}

void Stock::settle(ChangeId change, Epoch epoch, ChangeOutcome outcome) {
  const auto it = changes_.find(change);
  if (epoch != epoch_ || it == changes_.end())
    return;
  const auto delta = it->second.delta;
  changes_.erase(it);
  if (delta < 0)
    held_ += delta;
  if (outcome == ChangeOutcome::committed)
    on_hand_ += delta;
  assert(available() >= 0 && on_hand_ >= 0);
}

std::optional<Timestamp> Stock::waiting_since() const {
  if (changes_.empty())
    return std::nullopt;
  // Ids are time-ordered, so the first is the oldest, give or take what a request needs to get
  // here.
  return changes_.begin()->second.begun_at;
}

} // namespace baro
