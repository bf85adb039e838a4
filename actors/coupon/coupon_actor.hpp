#pragma once

#include "actors/coupon/coupon.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <chrono>
#include <functional>
#include <vector>

namespace baro {

struct CouponConfig {
  /// After so long without a verdict on an order, the coupon activates itself anew instead of
  /// guessing.
  std::chrono::seconds verdict_wait_max{10};
};

/// What all COUPON actors share. Outlives them.
struct CouponServices {
  ReaderActor reader;
  std::function<Timestamp()> clock;
  CouponConfig config{};
};

/// Carries messages to a Coupon and its answers back. Holds are answered from memory; who holds has
/// to settle. It quits, to be activated anew, when the database has seen a newer activation, or a
/// verdict is overdue.
class CouponState {
public:
  static constexpr const char* name = "baro.coupon";

  CouponState(CouponActor::pointer self, CouponActivated activated, const CouponServices& services)
    : self_(self),
      id_(activated.record.coupon.id),
      coupon_(std::move(activated)),
      services_(services) {}

  CouponActor::behavior_type make_behavior();

private:
  caf::result<CouponHeld> hold(const HoldCoupon& command);
  caf::result<void> settle(const SettleCoupon& settlement);
  caf::result<void> refresh();
  bool is_overdue() const;
  caf::error quit_to_activate_anew(std::string why);

  CouponActor::pointer self_;
  CouponId id_;
  Coupon coupon_;
  std::vector<caf::typed_response_promise<void>> refreshed_; // who waits for the last old promises
  std::uint32_t refreshes_asked_ = 0;
  std::uint32_t refreshes_applied_ = 0;
  const CouponServices& services_;
};

using CouponImpl = CouponActor::stateful_impl<CouponState>;

} // namespace baro
