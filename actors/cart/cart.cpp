#include "actors/cart/cart.hpp"

#include <algorithm>

namespace baro {

namespace {

std::optional<CartProblem> problem_of(const CartLine& line, const StockedOffer* stocked) {
  if (!stocked || !stocked->offer.on_sale)
    return CartProblem::NOT_ON_SALE;
  if (stocked->on_hand <= 0)
    return CartProblem::SOLD_OUT;
  if (stocked->on_hand < line.quantity)
    return CartProblem::NOT_ENOUGH;
  return std::nullopt;
}

} // namespace

Cart::Cart(std::vector<CartLine> lines) : lines_(std::move(lines)) {
  std::ranges::sort(lines_, {}, &CartLine::item);
}

Result<CartLine> Cart::add(CartItemId item, SkuId sku, std::int32_t quantity) const {
  const auto line = std::ranges::find(lines_, sku, &CartLine::sku);
  if (line == lines_.end()) {
    if (lines_.size() >= cart_skus_max)
      return Error{Errc::cart_full};
    return CartLine{item, sku, quantity};
  }
  if (quantity > cart_quantity_max - line->quantity)
    return Error{Errc::quantity_limit, std::to_string(line->quantity) + " there already"};
  return CartLine{line->item, sku, line->quantity + quantity};
}

Result<CartLine> Cart::change(CartItemId item, std::int32_t quantity) const {
  const auto line = std::ranges::find(lines_, item, &CartLine::item);
  if (line == lines_.end())
    return Error{Errc::not_found};
  return CartLine{item, line->sku, quantity};
}

Result<CartLine> Cart::remove(CartItemId item) const { return change(item, 0); }

std::vector<CartLine> Cart::take_out(const std::vector<SkuId>& skus) const {
  std::vector<CartLine> result;
  for (const auto& line : lines_)
    if (std::ranges::count(skus, line.sku) > 0)
      result.push_back({line.item, line.sku, 0});
  return result;
}

void Cart::apply(const std::vector<CartLine>& changes) {
  for (const auto& change : changes) {
    const auto line = std::ranges::lower_bound(lines_, change.item, {}, &CartLine::item);
    const bool is_there = line != lines_.end() && line->item == change.item;
    if (change.quantity == 0 && is_there)
      lines_.erase(line);
    else if (is_there)
      line->quantity = change.quantity;
    else if (change.quantity > 0)
      lines_.insert(line, change);
  }
}

CartItemView view_of(const CartLine& line, const StockedOffer* stocked) {
  CartItemView view;
  view.item_id = line.item;
  view.sku_id = line.sku;
  view.quantity = line.quantity;
  view.problem = problem_of(line, stocked);
  if (!stocked)
    return view;
  const auto& offer = stocked->offer;
  view.product_id = offer.product;
  view.options = offer.options;
  view.product_name = offer.product_name;
  view.product_thumbnail_url = offer.thumbnail_url;
  view.store_name = offer.store_name;
  view.price = offer.price;
  view.subtotal = offer.price * line.quantity;
  view.available = stocked->on_hand;
  view.preorder = stocked->preorder;
  return view;
}

CartView view_of(const Cart& cart, const Offers& offers, std::int64_t version) {
  CartView view;
  view.version = version;
  for (const auto& line : cart.lines()) {
    const auto stocked = std::ranges::find(
      offers.all, line.sku, [](const StockedOffer& known) { return known.offer.sku; });
    view.items.push_back(view_of(line, stocked == offers.all.end() ? nullptr : &*stocked));
    if (!view.items.back().problem)
      view.total_price += view.items.back().subtotal;
  }
  return view;
}

} // namespace baro
