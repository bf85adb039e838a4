#pragma once

#include "protocol/inventory.hpp"

namespace baro {

inline constexpr std::size_t cart_skus_max = 20;
inline constexpr std::int32_t cart_quantity_max = 99;

/// Puts units of a SKU into the cart, on top of those already there. Either the SKU is named, or a
/// product that has just one. Errors: not_found, sku_required, not_on_sale, cart_full,
/// quantity_limit, idempotency_key_reused, unavailable.
struct AddCartItem {
  UserId user;
  CartItemId item; // its id, if the SKU is new to the cart
  std::optional<SkuId> sku;
  std::optional<ProductId> product;
  std::int32_t quantity = 0; // 1..99
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(AddCartItem, (), (user, item, sku, product, quantity, idempotency))

/// Errors: not_found, unavailable.
struct ChangeCartItem {
  UserId user;
  CartItemId item;
  std::int32_t quantity = 0; // 1..99
};
BOOST_DESCRIBE_STRUCT(ChangeCartItem, (), (user, item, quantity))

/// Errors: not_found, unavailable.
struct RemoveCartItem {
  UserId user;
  CartItemId item;
};
BOOST_DESCRIBE_STRUCT(RemoveCartItem, (), (user, item))

/// These SKUs were ordered, so they leave the cart. Not answered: should it get lost in a crash,
/// the next activation finds the order and does the same.
struct TakeOutOrdered {
  UserId user;
  std::vector<SkuId> skus;
};
BOOST_DESCRIBE_STRUCT(TakeOutOrdered, (), (user, skus))

struct GetCart {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(GetCart, (), (user))

/// Why a line cannot be ordered as it is.
enum class CartProblem : std::uint8_t { NOT_ON_SALE, SOLD_OUT, NOT_ENOUGH };
BOOST_DESCRIBE_ENUM(CartProblem, NOT_ON_SALE, SOLD_OUT, NOT_ENOUGH)

struct CartItemView {
  CartItemId item_id;
  ProductId product_id;
  SkuId sku_id;
  SkuOptions options;
  std::string product_name;
  std::optional<std::string> product_thumbnail_url;
  std::string store_name;
  Won price = 0;
  std::int32_t quantity = 0;
  Won subtotal = 0;
  Quantity available = 0;
  std::optional<CartProblem> problem;
  std::optional<PreorderOffer> preorder;
};
BOOST_DESCRIBE_STRUCT(CartItemView, (),
                      (item_id, product_id, sku_id, options, product_name, product_thumbnail_url,
                       store_name, price, quantity, subtotal, available, problem, preorder))
template <>
inline constexpr bool omits_absent<CartItemView> = true;

struct CartView {
  std::vector<CartItemView> items;
  Won total_price = 0; // of the lines without a problem
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(CartView, (), (items, total_price, version))

// For the cart writer ----------------------------------------------------------------------------

struct CartLine {
  CartItemId item;
  SkuId sku;
  std::int32_t quantity = 0; // 0: the line is gone
};
BOOST_DESCRIBE_STRUCT(CartLine, (), (item, sku, quantity))

/// Lines changed. The cart's epoch must be the newest: else nothing is saved, and the answer is
/// `fenced`.
struct CartChanged {
  UserId user;
  Epoch epoch = 0;
  std::int64_t version = 0; // after this change
  Timestamp changed_at;
  std::vector<CartLine> lines;
};
BOOST_DESCRIBE_STRUCT(CartChanged, (), (user, epoch, version, changed_at, lines))

/// Answered after the commit. Errors: fenced, unavailable, overloaded (in all three nothing
/// happened), idempotency_key_reused.
struct CommitCart {
  CartChanged change;
  std::optional<IdempotencyRecord> idempotency;
};
BOOST_DESCRIBE_STRUCT(CommitCart, (), (change, idempotency))

struct CartCommitted {
  /// Nothing was changed now, since the key's first request was: this was its answer.
  std::optional<std::string> earlier_answer;
};
BOOST_DESCRIBE_STRUCT(CartCommitted, (), (earlier_answer))

/// Raises the cart's epoch, takes out what was ordered since a line was last touched, and answers
/// the rest.
struct ActivateCart {
  UserId user;
};
BOOST_DESCRIBE_STRUCT(ActivateCart, (), (user))

struct CartActivated {
  Epoch epoch = 0;
  std::int64_t version = 0;
  std::vector<CartLine> lines;
};
BOOST_DESCRIBE_STRUCT(CartActivated, (), (epoch, version, lines))

} // namespace baro
