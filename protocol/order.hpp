#pragma once

#include "protocol/inventory.hpp"

namespace baro {

enum class OrderStatus : std::uint8_t { ORDERED, PAID, SHIPPED, DELIVERED, COMPLETED, CANCELLED };
BOOST_DESCRIBE_ENUM(OrderStatus, ORDERED, PAID, SHIPPED, DELIVERED, COMPLETED, CANCELLED)

/// What the buyer can do with an order next.
enum class OrderAction : std::uint8_t { CANCEL };
BOOST_DESCRIBE_ENUM(OrderAction, CANCEL)

constexpr bool can_cancel(OrderStatus status) {
  return status == OrderStatus::ORDERED || status == OrderStatus::PAID;
}

inline std::vector<OrderAction> next_actions(OrderStatus status) {
  return can_cancel(status) ? std::vector{OrderAction::CANCEL} : std::vector<OrderAction>{};
}

/// Either the SKU is named, or a product that has just one.
struct RequestedLine {
  std::optional<SkuId> sku;
  std::optional<ProductId> product;
  Quantity quantity = 0;
};
BOOST_DESCRIBE_STRUCT(RequestedLine, (), (sku, product, quantity))

/// All or nothing. Errors: out_of_stock (with every short SKU), not_on_sale, not_found,
/// sku_required, idempotency_key_reused, unavailable.
struct PlaceOrder {
  OrderId order;
  UserId user;
  std::string shipping_address;
  std::vector<RequestedLine> lines;
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(PlaceOrder, (), (order, user, shipping_address, lines, idempotency))

struct OrderItemView {
  ProductId product_id;
  SkuId sku_id;
  SkuOptions options;
  std::string product_name;
  std::optional<std::string> thumbnail_url;
  Quantity quantity = 0;
  Won price_at_purchase = 0; // of one unit
};
BOOST_DESCRIBE_STRUCT(OrderItemView, (),
                      (product_id, sku_id, options, product_name, thumbnail_url, quantity,
                       price_at_purchase))

struct OrderView {
  OrderId order_id;
  OrderStatus order_status = OrderStatus::ORDERED;
  std::string shipping_address;
  Won total_price = 0;
  Timestamp ordered_at;
  std::optional<Timestamp> payment_due_at;
  std::vector<OrderAction> next_actions;
  std::vector<OrderItemView> items;
};
BOOST_DESCRIBE_STRUCT(OrderView, (),
                      (order_id, order_status, shipping_address, total_price, ordered_at,
                       payment_due_at, next_actions, items))
template <>
inline constexpr bool omits_absent<OrderView> = true;

/// Errors: not_found (also when it is somebody else's).
struct GetOrder {
  Caller caller;
  OrderId order;
};
BOOST_DESCRIBE_STRUCT(GetOrder, (), (caller, order))

struct OrderSummary {
  OrderId order_id;
  Won total_price = 0;
  OrderStatus order_status = OrderStatus::ORDERED;
  Timestamp ordered_at;
};
BOOST_DESCRIBE_STRUCT(OrderSummary, (), (order_id, total_price, order_status, ordered_at))

/// Newest first.
struct ListOrders {
  UserId user;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListOrders, (), (user, page))

/// Gives the stock back, once. Cancelling again answers the same. Errors: not_found (also when it
/// is somebody else's), illegal_state (from SHIPPED on), unavailable.
struct CancelOrder {
  Caller caller;
  OrderId order;
};
BOOST_DESCRIBE_STRUCT(CancelOrder, (), (caller, order))

/// An order as it is kept: what the ORDER actor starts from.
struct OrderRecord {
  OrderView view;
  UserId user;
  std::int64_t version = 0;
};
BOOST_DESCRIBE_STRUCT(OrderRecord, (), (view, user, version))

/// Errors: not_found.
struct LoadOrder {
  OrderId order;
};
BOOST_DESCRIBE_STRUCT(LoadOrder, (), (order))

} // namespace baro
