#include "actors/sku/stock.hpp"

#include <algorithm>
#include <cassert>

namespace baro {

Result<Quantity> Stock::hold(ChangeId change, SkuId sku, Quantity quantity, Timestamp at,
                             std::uint64_t request) {
  const auto place = place_of(change);
  if (is_at(place, change))
    return place->available_before;
  if (quantity > available() && request != 0
      && std::ranges::find(changes_, request, &Change::request) != changes_.end())
    return Error{Errc::idempotency_key_in_use, "its units are set aside for an earlier try"};
  if (quantity > available())
    return Error{Errc::out_of_stock, {}, {{sku, quantity, available()}}};
  const auto before = available();
  changes_.insert(place, Change{change, -quantity, at, request, before});
  held_ += quantity;
  assert(available() >= 0);
  return before;
}

void Stock::expect(ChangeId change, Quantity quantity, Timestamp at) {
  if (const auto place = place_of(change); !is_at(place, change))
    changes_.insert(place, Change{change, quantity, at});
}

void Stock::settle(ChangeId change, Epoch epoch, ChangeOutcome outcome) {
  const auto place = place_of(change);
  if (epoch != epoch_ || !is_at(place, change))
    return;
  const auto delta = place->delta;
  changes_.erase(place);
  if (delta < 0)
    held_ += delta;
  if (outcome == ChangeOutcome::committed)
    on_hand_ += delta;
  assert(available() >= 0 && on_hand_ >= 0);
}

Stock::Changes::iterator Stock::place_of(ChangeId change) {
  return std::ranges::lower_bound(changes_, change, {}, &Change::id);
}

bool Stock::is_at(Changes::iterator place, ChangeId change) const {
  return place != changes_.end() && place->id == change;
}

std::optional<Timestamp> Stock::waiting_since() const {
  if (changes_.empty())
    return std::nullopt;
  // Ids are time-ordered, so the first is the oldest, give or take what a request needs to get
  // here.
  return changes_.front().begun_at;
}

} // namespace baro
