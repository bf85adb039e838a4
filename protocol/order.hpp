#pragma once

#include "protocol/inventory.hpp"

#include <algorithm>

namespace baro {

/// What somebody may do with an order: buy it, sell it, or, an ADMIN, both.
struct OrderParty {
  bool is_buyer = false;
  bool is_seller = false;
};

inline std::vector<OrderAction> next_actions(OrderStatus status, OrderParty party) {
  using enum OrderAction;
  std::vector<OrderAction> buyers;
  std::vector<OrderAction> sellers;
  switch (status) {
    case OrderStatus::ORDERED: buyers = {PAY, CANCEL}; break;
    case OrderStatus::PAID:
      buyers = {CANCEL};
      sellers = {SHIP, REFUND};
      break;
    case OrderStatus::SHIPPED: sellers = {DELIVER}; break;
    case OrderStatus::DELIVERED: sellers = {COMPLETE, RETURN}; break;
    case OrderStatus::COMPLETED: sellers = {RETURN}; break;
    case OrderStatus::CANCELLED: break;
  }
  std::vector<OrderAction> actions;
  if (party.is_buyer)
    actions = std::move(buyers);
  if (party.is_seller)
    actions.insert(actions.end(), sellers.begin(), sellers.end());
  return actions;
}

/// Either the SKU is named, or a product that has just one.
struct RequestedLine {
  std::optional<SkuId> sku;
  std::optional<ProductId> product;
  Quantity quantity = 0;
};
BOOST_DESCRIBE_STRUCT(RequestedLine, (), (sku, product, quantity))

/// All or nothing. Errors: out_of_stock (with every short SKU), not_on_sale, not_found,
/// sku_required, coupon_invalid (with the reason), coupon_used_up, idempotency_key_reused,
/// unavailable.
struct PlaceOrder {
  OrderId order;
  UserId user;
  std::string shipping_address;
  std::vector<RequestedLine> lines;
  std::optional<Idempotency> idempotency;
  std::optional<std::string> coupon_code{};
};
BOOST_DESCRIBE_STRUCT(PlaceOrder, (),
                      (order, user, shipping_address, lines, idempotency, coupon_code))

/// Of a pre-order that is to be shipped: the units that have not come in yet. Those who ordered
/// first get what comes first.
struct FindUnreceived {
  OrderId order;
};
BOOST_DESCRIBE_STRUCT(FindUnreceived, (), (order))

struct UnreceivedUnits {
  std::vector<Shortage> all; // empty: nothing stands in the way
};
BOOST_DESCRIBE_STRUCT(UnreceivedUnits, (), (all))

struct OrderItemView {
  ProductId product_id;
  SkuId sku_id;
  SkuOptions options;
  std::string product_name;
  std::optional<std::string> thumbnail_url;
  Quantity quantity = 0;
  Won price_at_purchase = 0; // of one unit
  Quantity returned_quantity = 0;
  bool preorder = false; // some of them were sold before they were received
  std::optional<Timestamp> ships_at{};
};
BOOST_DESCRIBE_STRUCT(OrderItemView, (),
                      (product_id, sku_id, options, product_name, thumbnail_url, quantity,
                       price_at_purchase, returned_quantity, preorder, ships_at))

struct OrderView {
  OrderId order_id;
  OrderStatus order_status = OrderStatus::ORDERED;
  std::string shipping_address;
  Won total_price = 0; // what is owed: the items, less the discount
  Timestamp ordered_at;
  std::optional<Timestamp> payment_due_at; // while it is to be paid
  std::optional<CancelReason> cancel_reason;
  std::optional<Won> refunded_amount;    // given back, or about to be
  std::vector<OrderAction> next_actions; // of who asks
  std::vector<OrderItemView> items;
  std::optional<std::string> coupon_code;
  std::optional<Won> discount;
};
BOOST_DESCRIBE_STRUCT(OrderView, (),
                      (order_id, order_status, shipping_address, total_price, ordered_at,
                       payment_due_at, cancel_reason, refunded_amount, next_actions, items,
                       coupon_code, discount))
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

/// The paid orders with a product of the store that are in this state now, newest first. Errors:
/// not_found, not_allowed (not its owner).
struct ListStoreOrders {
  Caller caller;
  StoreId store;
  OrderStatus status = OrderStatus::PAID;
  Page page;
};
BOOST_DESCRIBE_STRUCT(ListStoreOrders, (), (caller, store, status, page))

/// Gives the stock back, once, and what was paid. Cancelling again answers the same. Errors:
/// not_found (also when it is somebody else's), illegal_state (from SHIPPED on), unavailable.
struct CancelOrder {
  Caller caller;
  OrderId order;
};
BOOST_DESCRIBE_STRUCT(CancelOrder, (), (caller, order))

/// SHIP, DELIVER, COMPLETE or REFUND. Asking again answers the same. Errors: not_found (no product
/// in it is of a store of the caller's), not_allowed (not all are), illegal_state.
struct MoveOrder {
  Caller caller;
  OrderId order;
  OrderAction action = OrderAction::SHIP;
};
BOOST_DESCRIBE_STRUCT(MoveOrder, (), (caller, order, action))

/// SELLABLE units are on hand again.
enum class ReturnCondition : std::uint8_t { SELLABLE, UNSELLABLE };
BOOST_DESCRIBE_ENUM(ReturnCondition, SELLABLE, UNSELLABLE)

struct ReturnedLine {
  SkuId sku;
  Quantity quantity = 0;
  ReturnCondition condition = ReturnCondition::SELLABLE;
};
BOOST_DESCRIBE_STRUCT(ReturnedLine, (), (sku, quantity, condition))

/// Some of what was delivered has come back, and is paid back. Errors: those of MoveOrder,
/// quantity_limit (more than was bought and not returned yet), invalid_request (a SKU twice),
/// idempotency_key_reused.
struct ReturnItems {
  Caller caller;
  OrderId order;
  std::vector<ReturnedLine> items;
  std::optional<Idempotency> idempotency;
};
BOOST_DESCRIBE_STRUCT(ReturnItems, (), (caller, order, items, idempotency))

/// The payment window may have passed: then the order is cancelled. Answered once that is on disk.
struct ExpireOrder {
  OrderId order;
};
BOOST_DESCRIBE_STRUCT(ExpireOrder, (), (order))

/// An order as it is kept: what the ORDER actor starts from. Its view lacks what depends on who
/// asks.
struct OrderRecord {
  OrderView view;
  UserId user;
  std::int64_t version = 0;
  std::vector<UserId> owners; // of the stores whose products are in it
  std::vector<Payment> payments;
  std::vector<Refund> refunds;
  std::optional<CouponId> coupon;
  /// A payment that comes too late can bring it back: it has given up nothing but stock.
  bool can_come_back = true;
};
BOOST_DESCRIBE_STRUCT(OrderRecord, (),
                      (view, user, version, owners, payments, refunds, coupon, can_come_back))

inline OrderParty party_of(const OrderRecord& order, Caller caller) {
  const auto is_callers = [&](UserId owner) { return owner == caller.user; };
  return {caller.is_admin() || order.user == caller.user,
          caller.is_admin()
            || (!order.owners.empty() && std::ranges::all_of(order.owners, is_callers))};
}

/// Stores see orders of theirs from the payment on.
inline bool may_see(const OrderRecord& order, Caller caller) {
  if (caller.is_admin() || order.user == caller.user)
    return true;
  const auto status = order.view.order_status;
  const bool was_paid
    = (status != OrderStatus::ORDERED && status != OrderStatus::CANCELLED)
      || std::ranges::find(order.payments, PaymentStatus::CONFIRMED, &Payment::status)
           != order.payments.end();
  return was_paid && std::ranges::find(order.owners, caller.user) != order.owners.end();
}

/// The order as the caller sees it.
inline OrderView view_for(const OrderRecord& order, Caller caller) {
  OrderView view = order.view;
  view.next_actions = next_actions(view.order_status, party_of(order, caller));
  if (view.order_status != OrderStatus::ORDERED)
    view.payment_due_at.reset();
  Won refunded = 0;
  for (const auto& refund : order.refunds)
    refunded += refund.amount;
  if (refunded > 0)
    view.refunded_amount = refunded;
  return view;
}

/// Errors: not_found.
struct LoadOrder {
  OrderId order;
};
BOOST_DESCRIBE_STRUCT(LoadOrder, (), (order))

} // namespace baro
