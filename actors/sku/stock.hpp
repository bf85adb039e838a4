#pragma once

#include "protocol/error.hpp"
#include "protocol/inventory.hpp"

#include <optional>
#include <vector>

namespace baro {

/// The units of one SKU under one activation: what is on hand in the database as far as this
/// activation knows, and the changes whose commit it waits for. Invariant: on_hand() and
/// available() are never negative.
class Stock {
public:
  Stock(Quantity on_hand, Epoch epoch) : on_hand_(on_hand), epoch_(epoch) {}

  /// Sets units aside until settle(), and answers how many were available before. Asking again for
  /// the same change changes nothing, and is answered the same.
  /// Errors: out_of_stock; idempotency_key_in_use (what is missing may be set aside for another try
  /// of the same `request`; 0: there is none).
  Result<Quantity> hold(ChangeId change, SkuId sku, Quantity quantity, Timestamp at,
                        std::uint64_t request = 0);

  /// Announces units that a commit may bring. They count only once it is settled.
  void expect(ChangeId change, Quantity quantity, Timestamp at);

  /// Ends a change. Does nothing for one that was begun under another epoch, or has ended.
  void settle(ChangeId change, Epoch epoch, ChangeOutcome outcome);

  /// When the oldest change in flight began. Nothing: none is in flight.
  std::optional<Timestamp> waiting_since() const;

  Quantity on_hand() const { return on_hand_; }
  /// What can be promised now: held units are off, expected ones are not yet in.
  Quantity available() const { return on_hand_ - held_; }
  Epoch epoch() const { return epoch_; }
  bool has_changes_in_flight() const { return !changes_.empty(); }

private:
  struct Change {
    ChangeId id;
    Quantity delta;
    Timestamp begun_at;
    std::uint64_t request = 0;
    Quantity available_before = 0; // where units are set aside
  };
  // Not a map: most SKUs have none, and ids come nearly in their order.
  using Changes = std::vector<Change>;

  /// Where this change is, or would be.
  Changes::iterator place_of(ChangeId change);
  bool is_at(Changes::iterator place, ChangeId change) const;

  Quantity on_hand_;
  Quantity held_ = 0;
  Epoch epoch_;
  Changes changes_; // in the order of their ids
};

} // namespace baro
