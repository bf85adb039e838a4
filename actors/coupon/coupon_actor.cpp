#include "actors/coupon/coupon_actor.hpp"

#include "monitoring/log.hpp"

#include <utility>

namespace baro {

CouponActor::behavior_type CouponState::make_behavior() {
  return {
    [this](Passivate) {
      return is_overdue()
             || (!coupon_.has_changes_in_flight() && refreshes_asked_ == refreshes_applied_);
    },
    [this](const HoldCoupon& command) { return hold(command); },
    [this](const SettleCoupon& settlement) { return settle(settlement); },
    [this](RefreshCoupon) { return refresh(); },
  };
}

caf::result<CouponHeld> CouponState::hold(const HoldCoupon& command) {
  if (is_overdue())
    return quit_to_activate_anew("a verdict is overdue");
  auto held = coupon_.hold(command, services_.clock());
  if (!held)
    return to_caf(held.error());
  return *std::move(held);
}

caf::result<void> CouponState::settle(const SettleCoupon& settlement) {
  const bool replaced
    = settlement.outcome == ChangeOutcome::fenced && settlement.epoch == coupon_.epoch();
  coupon_.settle(settlement.change, settlement.epoch, settlement.outcome);
  if (!coupon_.has_changes_in_flight())
    for (auto& reply : std::exchange(refreshed_, {}))
      reply.deliver();
  if (replaced)
    (void)quit_to_activate_anew("a newer activation has written");
  return {};
}

// Answers may overtake each other, and the one that was asked for last is the newest.
caf::result<void> CouponState::refresh() {
  auto reply = self_->make_response_promise<void>();
  self_->request(services_.reader, caf::infinite, LoadCoupon{id_})
    .then(
      [this, reply, asked = ++refreshes_asked_](const CouponRecord& record) mutable {
        if (asked > refreshes_applied_) {
          refreshes_applied_ = asked;
          coupon_.refresh(record);
        }
        // What was promised before it was paused may still be redeemed.
        if (coupon_.status() == CouponStatus::ACTIVE || !coupon_.has_changes_in_flight())
          reply.deliver();
        else
          refreshed_.push_back(reply);
      },
      [this, reply](const caf::error&) mutable {
        // The next activation reads it.
        reply.deliver();
        (void)quit_to_activate_anew("the changed coupon could not be read");
      });
  return reply;
}

bool CouponState::is_overdue() const {
  const auto since = coupon_.waiting_since();
  if (!since)
    return false;
  const std::chrono::microseconds waited{services_.clock().micros - since->micros};
  return waited > services_.config.verdict_wait_max;
}

caf::error CouponState::quit_to_activate_anew(std::string why) {
  log_warning("coupon_quits", {{"coupon", id_.value}, {"epoch", coupon_.epoch()}, {"reason", why}});
  auto reason = to_caf(Errc::fenced, std::move(why));
  self_->quit(reason);
  return reason;
}

} // namespace baro
