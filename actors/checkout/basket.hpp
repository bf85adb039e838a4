#pragma once

#include "protocol/coupon.hpp"
#include "protocol/error.hpp"
#include "protocol/order.hpp"

#include <optional>
#include <vector>

namespace baro {

/// Whether the same question may get another answer from a newer activation: the entity has moved,
/// or died before it answered.
constexpr bool is_worth_asking_again(Errc code) {
  return code == Errc::fenced || code == Errc::deadline_passed;
}

/// One SKU of an order, and what was held of it.
struct BasketLine {
  SkuId sku;
  Quantity quantity = 0;
  std::optional<StockHeld> held{};
};

/// An order while it is being placed: no SKU twice, in the order of their ids.
class Basket {
public:
  Basket() = default;

  /// Every line names its SKU. Lines of one SKU are added up.
  explicit Basket(const std::vector<RequestedLine>& lines);

  /// Takes in what the SKUs answered, one answer for each line. If not all are held, the error says
  /// why: `fenced` when another try may succeed, else the refusal, with every SKU that was short.
  Result<Done> take(std::vector<Result<StockHeld>> answers);

  const std::vector<BasketLine>& lines() const { return lines_; }
  std::vector<SkuId> skus() const;

  // Once all lines are held:
  /// What these SKUs, in the order of their ids, cost together.
  Won price_of(const std::vector<SkuId>& skus) const;
  void redeem(CouponHeld coupon) { coupon_ = std::move(coupon); }
  /// `due`: when it has to be paid, if anything is owed.
  OrderPlaced placed(const PlaceOrder& command, Timestamp at, std::optional<Timestamp> due) const;
  OrderView view(const PlaceOrder& command, Timestamp at, std::optional<Timestamp> due) const;

private:
  Won total() const;

  std::vector<BasketLine> lines_;
  std::optional<CouponHeld> coupon_;
};

} // namespace baro
