#pragma once

#include "protocol/inventory.hpp"

namespace baro {

inline constexpr std::int64_t coupon_uses_max = 1'000'000;
inline constexpr std::int64_t coupon_uses_per_user_max = 100;

enum class CouponStatus : std::uint8_t { ACTIVE, PAUSED };
BOOST_DESCRIBE_ENUM(CouponStatus, ACTIVE, PAUSED)

/// What a coupon takes off, of what, when, and how often.
struct CouponView {
  CouponId id;
  std::string code;                // in capitals; who redeems it may write it in small letters
  std::optional<StoreId> store_id; // whose products it counts for; none: all
  // One of these two:
  std::optional<Won> amount;
  std::optional<std::int64_t> percent;
  std::optional<Won> discount_max;
  Won price_min = 0; // of what it counts for in the order
  Timestamp valid_from;
  Timestamp valid_until;
  std::int64_t uses_max = 0;
  std::int64_t uses_per_user = 1;
  std::int64_t used = 0;
  CouponStatus status = CouponStatus::ACTIVE;
};
BOOST_DESCRIBE_STRUCT(CouponView, (),
                      (id, code, store_id, amount, percent, discount_max, price_min, valid_from,
                       valid_until, uses_max, uses_per_user, used, status))

/// Owners make coupons for their stores, admins also for all. Errors: not_found (the store),
/// not_allowed (not its owner, or no admin), duplicate (the code), invalid_request (it would end
/// before it begins), idempotency_key_reused.
struct CreateCoupon {
  Caller caller;
  CouponView coupon;
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(CreateCoupon, (), (caller, coupon, idempotency))

/// Changes what is given and leaves the rest. Errors: not_found (also when it is another store's),
/// invalid_request (it would end before it begins).
struct ChangeCoupon {
  Caller caller;
  CouponId coupon;
  std::optional<CouponStatus> status;
  std::optional<Timestamp> valid_until;
  std::optional<std::int64_t> uses_max; // below what is used: then no use is left
};
BOOST_DESCRIBE_STRUCT(ChangeCoupon, (), (caller, coupon, status, valid_until, uses_max))

/// Errors: not_found (also when it is another store's).
struct GetCoupon {
  Caller caller;
  CouponId coupon;
};
BOOST_DESCRIBE_STRUCT(GetCoupon, (), (caller, coupon))

/// Those of the caller's stores, or all for an admin; newest first.
struct ListCoupons {
  Caller caller;
  std::optional<StoreId> store;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListCoupons, (), (caller, store, page))

/// Which coupon a code names, and which SKUs of an order it counts for. Errors: coupon_invalid
/// (unknown, or for none of them), coupon_used_up (by this user; who uses it up meanwhile is found
/// out by the commit).
struct FindCoupon {
  std::string code;
  UserId user;
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(FindCoupon, (), (code, user, skus))

struct FoundCoupon {
  CouponId coupon;
  std::vector<SkuId> skus; // in their order
};
BOOST_DESCRIBE_STRUCT(FoundCoupon, (), (coupon, skus))

/// Sets a use aside for an order that is about to be committed. Answered from memory. Errors:
/// coupon_invalid, coupon_used_up, fenced (ask again), idempotency_key_in_use (the last use is set
/// aside for another try of the same request, which may yet be committed).
struct HoldCoupon {
  ChangeId change;
  CouponId coupon;
  Won price = 0;             // of what it counts for
  std::uint64_t request = 0; // the same for all tries of one request; 0: it is tried once
};
BOOST_DESCRIBE_STRUCT(HoldCoupon, (), (change, coupon, price, request))

struct CouponHeld {
  std::string code;
  RedeemedCoupon redeemed;
};
BOOST_DESCRIBE_STRUCT(CouponHeld, (), (code, redeemed))

/// Ends what HoldCoupon began, as SettleStock does for a SKU. Not answered.
struct SettleCoupon {
  ChangeId change;
  CouponId coupon;
  Epoch epoch = 0;
  ChangeOutcome outcome = ChangeOutcome::aborted;
};
BOOST_DESCRIBE_STRUCT(SettleCoupon, (), (change, coupon, epoch, outcome))

/// This coupon may have been changed, or given uses back: it is read again before this is answered.
struct RefreshCoupon {
  CouponId coupon;
};
BOOST_DESCRIBE_STRUCT(RefreshCoupon, (), (coupon))

/// A coupon as it is kept. Errors: not_found.
struct LoadCoupon {
  CouponId coupon;
};
BOOST_DESCRIBE_STRUCT(LoadCoupon, (), (coupon))

struct CouponRecord {
  CouponView coupon;
  std::int64_t given_back = 0; // uses, ever: by cancelled orders
};
BOOST_DESCRIBE_STRUCT(CouponRecord, (), (coupon, given_back))

/// Raises its epoch, so that no use held before can commit. Errors: not_found.
struct ActivateCoupon {
  CouponId coupon;
};
BOOST_DESCRIBE_STRUCT(ActivateCoupon, (), (coupon))

struct CouponActivated {
  CouponRecord record;
  Epoch epoch = 0;
};
BOOST_DESCRIBE_STRUCT(CouponActivated, (), (record, epoch))

} // namespace baro
