#include "actors/sku/promise.hpp"

#include <algorithm>
#include <cassert>

namespace baro {

std::optional<PreorderedUnits> Promise::preordered(Quantity quantity, Quantity available) const {
  const auto received = std::max<Quantity>(available - promised_, 0);
  if (quantity <= received)
    return std::nullopt;
  return PreorderedUnits{quantity - received, ships_at_.value_or(Timestamp{})};
}

// What is about to be taken back is not there to be redeemed any more.
Quantity Promise::begin_redeeming(Quantity received) {
  const auto open = promised_ - redeeming_ + std::min<Quantity>(changing_.value_or(0), 0);
  const auto redeemed = std::min(received, open);
  redeeming_ += redeemed;
  return redeemed;
}

void Promise::end_redeeming(Quantity redeemed, ChangeOutcome outcome) {
  redeeming_ -= redeemed;
  if (outcome == ChangeOutcome::committed)
    promised_ -= redeemed;
  assert(promised_ >= 0 && redeeming_ >= 0);
}

Result<Quantity> Promise::begin_change(Quantity cap, Quantity available) {
  if (changing_ || redeeming_ > 0)
    return Error{Errc::unavailable, "another change of the promise is being saved"};
  const auto sold = promised_ - std::min(promised_, available);
  changing_ = std::max(cap, sold) - promised_;
  return *changing_;
}

void Promise::end_change(std::optional<Timestamp> ships_at, ChangeOutcome outcome) {
  if (outcome == ChangeOutcome::committed) {
    promised_ += changing_.value_or(0);
    if (ships_at)
      ships_at_ = ships_at;
  }
  changing_.reset();
}

} // namespace baro
