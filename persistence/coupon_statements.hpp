#pragma once

#include "persistence/query_error.hpp"
#include "persistence/stock_repository.hpp"

#include <map>
#include <set>
#include <span>
#include <utility>
#include <vector>

namespace baro {

/// What a batch does to one coupon.
struct CouponChange {
  Epoch epoch = 0;
  std::int64_t taken = 0;
  std::int64_t given_back = 0;
};

/// The coupons of a batch: most have none.
struct CouponPlan {
  std::map<CouponId, CouponChange> coupons; // in the order in which their rows are locked
  std::vector<const OrderPlaced*> redeemed;
  std::vector<OrderId> given_back;

  bool empty() const { return coupons.empty(); }
};

CouponPlan plan_coupons(std::span<const CommitStock> batch);

/// The facts of an activation that a fact of the same batch has already replaced.
void refuse_replaced_coupons(std::span<const CommitStock> batch,
                             std::vector<StockRefusal>& refusals);

/// Writes down the uses that a batch takes and gives back, as part of its transaction, before the
/// rows of SKUs are locked. Fails with `changed_sqlstate` when a coupon is not as it was decided
/// on, or a user would use one more often than they may.
std::vector<PgStatement> statements_of(const CouponPlan& plan);

/// Of a batch that was not committed, the facts whose coupons stood in the way: `fenced`, or
/// `coupon_used_up` by this user.
Found<Done> refuse_coupons(PgConnection& connection, std::span<const CommitStock> batch,
                           std::vector<StockRefusal>& refusals);

} // namespace baro
