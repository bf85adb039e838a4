#pragma once

#include "protocol/cart.hpp"
#include "protocol/error.hpp"

#include <vector>

namespace baro {

/// The lines of a cart. Deciding reads; applying records, and cannot fail.
class Cart {
public:
  explicit Cart(std::vector<CartLine> lines);

  /// `item` becomes the line's id if the SKU is new to the cart. Errors: cart_full, quantity_limit.
  Result<CartLine> add(CartItemId item, SkuId sku, std::int32_t quantity) const;
  /// Errors: not_found.
  Result<CartLine> change(CartItemId item, std::int32_t quantity) const;
  /// Errors: not_found.
  Result<CartLine> remove(CartItemId item) const;
  /// Those lines that are there.
  std::vector<CartLine> take_out(const std::vector<SkuId>& skus) const;

  void apply(const std::vector<CartLine>& changes);

  /// Oldest first.
  const std::vector<CartLine>& lines() const { return lines_; }

private:
  std::vector<CartLine> lines_; // by item; none with a quantity of 0
};

/// A line as shoppers see it. Without an offer it is not on sale.
CartItemView view_of(const CartLine& line, const StockedOffer* stocked);

/// A cart as shoppers see it, given what is known of its SKUs.
CartView view_of(const Cart& cart, const Offers& offers, std::int64_t version);

} // namespace baro
