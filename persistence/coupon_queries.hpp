#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/coupon.hpp"

namespace baro {

/// A row of the view `coupon_terms`.
CouponView coupon_of(PgRow row);
/// Whose store it is for; none: it is for all stores.
std::optional<UserId> coupon_owner_of(PgRow row);

Found<CouponView> answer(PgConnection& connection, const GetCoupon& question);
Found<Slice<CouponView>> answer(PgConnection& connection, const ListCoupons& question);
Found<FoundCoupon> answer(PgConnection& connection, const FindCoupon& question);
Found<CouponRecord> answer(PgConnection& connection, const LoadCoupon& question);

} // namespace baro
