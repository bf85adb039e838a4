#include "actors/checkout/basket.hpp"

#include <algorithm>
#include <map>

namespace baro {

Basket::Basket(const std::vector<RequestedLine>& lines) {
  std::map<SkuId, Quantity> sums;
  for (const auto& line : lines)
    sums[*line.sku] += line.quantity;
  for (const auto& [sku, quantity] : sums)
    lines_.push_back({sku, quantity});
}

Result<Done> Basket::take(std::vector<Result<StockHeld>> answers) {
  std::optional<Error> refusal;
  std::vector<Shortage> shortages;
  bool has_moved = false;
  bool is_being_placed = false;
  for (std::size_t i = 0; i < lines_.size(); ++i) {
    auto& answer = answers[i];
    if (answer) {
      lines_[i].held = *std::move(answer);
      continue;
    }
    const auto& error = answer.error();
    shortages.insert(shortages.end(), error.shortages.begin(), error.shortages.end());
    if (error.code == Errc::idempotency_key_in_use)
      is_being_placed = true;
    else if (is_worth_asking_again(error.code))
      has_moved = true;
    else if (!refusal || error.code == Errc::out_of_stock)
      refusal = error;
  }
  if (is_being_placed)
    return Error{Errc::idempotency_key_in_use,
                 "an earlier try of the same request holds its units"};
  if (has_moved)
    return Error{Errc::fenced, "a SKU has moved"};
  if (!refusal)
    return Done{};
  if (refusal->code == Errc::out_of_stock)
    refusal->shortages = std::move(shortages);
  return *std::move(refusal);
}

std::vector<SkuId> Basket::skus() const {
  std::vector<SkuId> result;
  for (const auto& line : lines_)
    result.push_back(line.sku);
  return result;
}

OrderPlaced Basket::placed(const PlaceOrder& command, Timestamp at,
                           std::optional<Timestamp> due) const {
  OrderPlaced result{command.order, command.user, command.shipping_address, total(), at, {}, due};
  if (result.total_price == 0)
    result.payment_due_at.reset();
  for (const auto& line : lines_)
    result.lines.push_back({line.sku, line.held->terms.product, line.quantity,
                            line.held->terms.price, line.held->epoch, line.held->preordered});
  if (coupon_)
    result.coupon = coupon_->redeemed;
  return result;
}

OrderView Basket::view(const PlaceOrder& command, Timestamp at,
                       std::optional<Timestamp> due) const {
  OrderView result;
  result.order_id = command.order;
  result.shipping_address = command.shipping_address;
  result.total_price = total();
  result.ordered_at = at;
  if (result.total_price > 0)
    result.payment_due_at = due;
  else
    result.order_status = OrderStatus::PAID; // nothing is owed, so nothing is waited for
  if (coupon_) {
    result.coupon_code = coupon_->code;
    result.discount = coupon_->redeemed.discount;
  }
  result.next_actions = next_actions(result.order_status, {.is_buyer = true});
  for (const auto& line : lines_) {
    const auto& terms = line.held->terms;
    result.items.push_back(
      {terms.product, line.sku, terms.options(), terms.product_name(), terms.thumbnail_url(),
       line.quantity, terms.price, 0, line.held->preordered.has_value(),
       line.held->preordered ? std::optional{line.held->preordered->ships_at} : std::nullopt});
  }
  return result;
}

Won Basket::price_of(const std::vector<SkuId>& skus) const {
  Won sum = 0;
  for (const auto& line : lines_)
    if (std::ranges::binary_search(skus, line.sku))
      sum += line.held->terms.price * line.quantity;
  return sum;
}

Won Basket::total() const {
  Won sum = 0;
  for (const auto& line : lines_)
    sum += line.held->terms.price * line.quantity;
  return coupon_ ? sum - coupon_->redeemed.discount : sum;
}

} // namespace baro
