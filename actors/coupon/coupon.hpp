#pragma once

#include "protocol/coupon.hpp"
#include "protocol/error.hpp"

#include <map>
#include <optional>

namespace baro {

/// What a coupon takes off so much: never more than that, and rounded down.
Won discount_of(const CouponView& coupon, Won price);

/// The uses of one coupon under one activation: what was used in the database as far as this
/// activation knows, and the orders whose commit it waits for. How often one user has used it is
/// none of its business: that is decided by the commit.
class Coupon {
public:
  explicit Coupon(CouponActivated activated)
    : record_(std::move(activated.record)), epoch_(activated.epoch) {}

  /// Sets a use aside until settle(). Asking again for the same change changes nothing.
  /// Errors: coupon_invalid, coupon_used_up, idempotency_key_in_use.
  Result<CouponHeld> hold(const HoldCoupon& command, Timestamp at);

  /// Ends a change. Does nothing for one that was begun under another epoch, or has ended.
  void settle(ChangeId change, Epoch epoch, ChangeOutcome outcome);

  /// Takes over what is kept of it. The uses that it counts itself stay as they are: those of
  /// orders in flight may be in the record, or not. Uses given back only ever grow, so none is
  /// counted twice.
  void refresh(CouponRecord record);

  /// When the oldest change in flight began. Nothing: none is in flight.
  std::optional<Timestamp> waiting_since() const;

  std::int64_t left() const;
  Epoch epoch() const { return epoch_; }
  CouponStatus status() const { return record_.coupon.status; }
  bool has_changes_in_flight() const { return !held_.empty(); }

private:
  struct Use {
    Timestamp since;
    std::uint64_t request = 0;
  };

  bool is_held_for(std::uint64_t request) const;

  CouponRecord record_;
  Epoch epoch_;
  std::map<ChangeId, Use> held_;
};

} // namespace baro
