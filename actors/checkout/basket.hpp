#pragma once

#include "protocol/error.hpp"
#include "protocol/order.hpp"

#include <optional>
#include <vector>

namespace baro {

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
  OrderPlaced placed(const PlaceOrder& command, Timestamp at, std::optional<Timestamp> due) const;
  OrderView view(const PlaceOrder& command, Timestamp at, std::optional<Timestamp> due) const;

private:
  Won total() const;

  std::vector<BasketLine> lines_;
};

} // namespace baro
