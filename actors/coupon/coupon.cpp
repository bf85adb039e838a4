#include "actors/coupon/coupon.hpp"

#include <algorithm>

namespace baro {

namespace {

Error not_for_this_order(std::string reason) {
  Error error{Errc::coupon_invalid};
  error.field = "couponCode";
  error.reason = std::move(reason);
  return error;
}

} // namespace

// The percentage of whole hundreds first: so no price is too large for it.
Won discount_of(const CouponView& coupon, Won price) {
  const auto percent = coupon.percent.value_or(0);
  const auto off = coupon.amount.value_or(price / 100 * percent + price % 100 * percent / 100);
  return std::min({off, price, coupon.discount_max.value_or(price)});
}

Result<CouponHeld> Coupon::hold(const HoldCoupon& command, Timestamp at) {
  const auto& coupon = record_.coupon;
  if (coupon.status == CouponStatus::PAUSED)
    return not_for_this_order("is paused");
  if (at < coupon.valid_from)
    return not_for_this_order("is not valid yet");
  if (coupon.valid_until < at)
    return not_for_this_order("is no longer valid");
  if (command.price < coupon.price_min)
    return not_for_this_order("needs an order of at least " + std::to_string(coupon.price_min)
                              + " won of what it counts for");
  if (!held_.contains(command.change) && left() <= 0) {
    if (is_held_for(command.request))
      return Error{Errc::idempotency_key_in_use, "its use is set aside for an earlier try"};
    return Error{Errc::coupon_used_up, "coupon " + std::to_string(coupon.id.value)};
  }
  held_.try_emplace(command.change, Use{at, command.request});
  return CouponHeld{coupon.code, {coupon.id, epoch_, discount_of(coupon, command.price)}};
}

void Coupon::settle(ChangeId change, Epoch epoch, ChangeOutcome outcome) {
  if (epoch != epoch_ || held_.erase(change) == 0)
    return;
  if (outcome == ChangeOutcome::committed)
    ++record_.coupon.used;
}

void Coupon::refresh(CouponRecord record) {
  record.coupon.used = record_.coupon.used - (record.given_back - record_.given_back);
  record_ = std::move(record);
}

std::optional<Timestamp> Coupon::waiting_since() const {
  if (held_.empty())
    return std::nullopt;
  // Ids are time-ordered, so the first is the oldest, give or take what a request needs to get
  // here.
  return held_.begin()->second.since;
}

bool Coupon::is_held_for(std::uint64_t request) const {
  return request != 0 && std::ranges::any_of(held_, [request](const auto& held) {
           return held.second.request == request;
         });
}

std::int64_t Coupon::left() const {
  return record_.coupon.uses_max - record_.coupon.used - static_cast<std::int64_t>(held_.size());
}

} // namespace baro
