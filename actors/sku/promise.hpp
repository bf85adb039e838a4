#pragma once

#include "protocol/error.hpp"
#include "protocol/inventory.hpp"

#include <optional>

namespace baro {

/// The units of one SKU that are promised and not received, under one activation: what the database
/// knows of, and the changes whose commit is waited for. Whoever asks says how many units can be
/// sold; the promised ones are among them, and go last.
class Promise {
public:
  Promise(Quantity promised, std::optional<Timestamp> ships_at)
    : promised_(promised), ships_at_(ships_at) {}

  /// Of so many units that are about to be sold, those that are only promised.
  std::optional<PreorderedUnits> preordered(Quantity quantity, Quantity available) const;

  /// Of units that are about to be received, those that redeem the promise.
  Quantity begin_redeeming(Quantity received);
  void end_redeeming(Quantity redeemed, ChangeOutcome outcome);

  /// Begins to change the promise, and answers by how much: what was sold of it stays promised.
  /// Errors: unavailable (another change is in flight).
  Result<Quantity> begin_change(Quantity cap, Quantity available);
  void end_change(std::optional<Timestamp> ships_at, ChangeOutcome outcome);

  Quantity promised() const { return promised_; }
  std::optional<Timestamp> ships_at() const { return ships_at_; }

private:
  Quantity promised_;
  std::optional<Timestamp> ships_at_;
  Quantity redeeming_ = 0;
  std::optional<Quantity> changing_; // by how much
};

} // namespace baro
