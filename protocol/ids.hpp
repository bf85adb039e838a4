#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace baro {

/// A number that knows what it numbers, so an order can never be passed where a SKU is meant.
/// Unique over the cluster, time-ordered, and at most 2^53 - 1 (docs/adr/0003-ids.md).
template <class Tag>
struct Id {
  std::int64_t value = 0;

  friend auto operator<=>(const Id&, const Id&) = default;
};

template <class Inspector, class Tag>
bool inspect(Inspector& f, Id<Tag>& x) {
  return f.apply(x.value);
}

/// The largest integer that a JavaScript number holds exactly.
inline constexpr std::int64_t id_max = (std::int64_t{1} << 53) - 1;

using UserId = Id<struct UserTag>;
using SessionId = Id<struct SessionTag>;
using StoreId = Id<struct StoreTag>;
using CategoryId = Id<struct CategoryTag>;
using ProductId = Id<struct ProductTag>;
using SkuId = Id<struct SkuTag>;
using CartItemId = Id<struct CartItemTag>;
using OrderId = Id<struct OrderTag>;
using LookId = Id<struct LookTag>;
using CouponId = Id<struct CouponTag>;
using PaymentId = Id<struct PaymentTag>;
using RefundId = Id<struct RefundTag>;
using ImageId = Id<struct ImageTag>;     // of a picture that somebody uploaded
using FittingId = Id<struct FittingTag>; // of a picture that was made for somebody
using CouponId = Id<struct CouponTag>;
/// Names one change while it is in flight: an order, what happens to one, or a movement of stock.
using ChangeId = Id<struct ChangeTag>;

/// Units of stock: never negative where it says how many there are, signed where it says a change.
/// Wide enough that no sum of an order's lines overflows.
using Quantity = std::int64_t;

/// Money: whole KRW.
using Won = std::int64_t;

} // namespace baro

template <class Tag>
struct std::hash<baro::Id<Tag>> {
  std::size_t operator()(const baro::Id<Tag>& id) const noexcept {
    return std::hash<std::int64_t>{}(id.value);
  }
};
