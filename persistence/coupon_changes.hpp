#pragma once

#include "persistence/pg.hpp"
#include "protocol/coupon.hpp"
#include "protocol/error.hpp"

namespace baro {

/// One transaction each. Errors, besides those of the command: unavailable, deadline_passed (it is
/// not known whether it happened).
Result<Answer<CouponView>> carry_out(PgSession& session, const CreateCoupon& command);
Result<CouponView> carry_out(PgSession& session, const ChangeCoupon& command);

} // namespace baro
