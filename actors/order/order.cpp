#include "actors/order/order.hpp"

#include <boost/multiprecision/cpp_int.hpp>

#include <algorithm>
#include <cassert>

namespace baro {

namespace {

const Refund* find_refund(const OrderRecord& record, RefundId id) {
  const auto it = std::ranges::find(record.refunds, id, &Refund::refund);
  return it == record.refunds.end() ? nullptr : &*it;
}

const OrderItemView* find_item(const OrderRecord& record, SkuId sku) {
  const auto& items = record.view.items;
  const auto it = std::ranges::find(items, sku, &OrderItemView::sku_id);
  return it == items.end() ? nullptr : &*it;
}

/// What all units of an order cost before any discount, and those of them that have come back.
struct Worth {
  Won all = 0;
  Won returned = 0;
};

Worth worth_of(const OrderRecord& record) {
  Worth worth;
  for (const auto& item : record.view.items) {
    worth.all += item.price_at_purchase * item.quantity;
    worth.returned += item.price_at_purchase * item.returned_quantity;
  }
  return worth;
}

/// Where a store's owner may take an order.
struct Move {
  OrderAction action;
  OrderStatus from;
  OrderStatus to;
  OrderEvent event;
};

constexpr Move moves[] = {
  {OrderAction::SHIP, OrderStatus::PAID, OrderStatus::SHIPPED, OrderEvent::SHIPPED},
  {OrderAction::DELIVER, OrderStatus::SHIPPED, OrderStatus::DELIVERED, OrderEvent::DELIVERED},
  {OrderAction::COMPLETE, OrderStatus::DELIVERED, OrderStatus::COMPLETED, OrderEvent::COMPLETED},
};

/// Adds what is new, and replaces what was there.
template <class Row, class Id>
void merge(std::vector<Row>& rows, const std::vector<Row>& changed, Id Row::*id) {
  for (const auto& row : changed)
    if (const auto it = std::ranges::find(rows, row.*id, id); it != rows.end())
      *it = row;
    else
      rows.push_back(row);
}

} // namespace

OrderDecision Order::decide(const CancelOrder& command, Timestamp at) const {
  if (!party_of(record_, command.caller).is_buyer)
    return Error{Errc::not_found};
  if (status() == OrderStatus::CANCELLED) {
    if (record_.view.cancel_reason != CancelReason::UNPAID)
      return std::nullopt;
    // From now on a payment that comes too late does not bring it back.
    auto given_up = step(at, std::nullopt);
    given_up.cancel_reason = CancelReason::BUYER;
    return given_up;
  }
  if (status() != OrderStatus::ORDERED && status() != OrderStatus::PAID)
    return Error{Errc::illegal_state};
  return cancelled(CancelReason::BUYER, at);
}

OrderDecision Order::decide(const ExpireOrder&, Timestamp at) const {
  const auto due = record_.view.payment_due_at;
  if (status() != OrderStatus::ORDERED || !due || at < *due)
    return std::nullopt;
  return cancelled(CancelReason::UNPAID, at);
}

OrderDecision Order::decide(const MoveOrder& command, Timestamp at) const {
  if (auto allowed = check_seller(command.caller); !allowed)
    return std::move(allowed).error();
  if (command.action == OrderAction::REFUND) {
    if (status() == OrderStatus::CANCELLED && record_.view.cancel_reason == CancelReason::STORE)
      return std::nullopt;
    if (status() != OrderStatus::PAID)
      return Error{Errc::illegal_state};
    return cancelled(CancelReason::STORE, at);
  }
  const auto move = std::ranges::find(moves, command.action, &Move::action);
  if (move == std::end(moves))
    return Error{Errc::illegal_state};
  if (status() == move->to)
    return std::nullopt;
  if (status() != move->from)
    return Error{Errc::illegal_state};
  auto moved = step(at, move->event);
  moved.status = move->to;
  return moved;
}

// What is given back is the difference of what was owed before and after, so that the rounding of a
// discount never adds up.
OrderDecision Order::decide(const ReturnItems& command, Timestamp at) const {
  if (auto allowed = check_seller(command.caller); !allowed)
    return std::move(allowed).error();
  if (status() != OrderStatus::DELIVERED && status() != OrderStatus::COMPLETED)
    return Error{Errc::illegal_state};
  auto returned = step(at, OrderEvent::RETURNED);
  for (const auto& [sku, quantity, condition] : command.items) {
    if (std::ranges::find(returned.returned, sku, &ItemReturned::sku) != returned.returned.end())
      return Error{Errc::invalid_request, "a SKU stands there twice", {}, {}, "items"};
    const bool restock = condition == ReturnCondition::SELLABLE;
    const auto* item = find_item(record_, sku);
    if (!item)
      return Error{Errc::not_found, "no such SKU in the order"};
    if (quantity > item->quantity - item->returned_quantity)
      return Error{Errc::quantity_limit, "more than was bought and not returned"};
    returned.returned.push_back({sku, quantity, restock});
    if (restock)
      returned.lines.push_back({sku, quantity, OrderMovement::RETURN, {}});
  }
  const auto paid = std::ranges::find_if(
    record_.payments, [&](const Payment& payment) { return kept(payment.payment) > 0; });
  if (const auto amount = value_of(command.items); amount > 0 && paid != record_.payments.end())
    returned.refunds.push_back({{}, paid->payment, amount, RefundStatus::DUE, at});
  return returned;
}

OrderDecision Order::decide(const BeginPayment& command, Timestamp at) const {
  if (!party_of(record_, command.caller).is_buyer)
    return Error{Errc::not_found};
  if (status() != OrderStatus::ORDERED)
    return Error{Errc::illegal_state};
  if (const auto due = record_.view.payment_due_at; due && at >= *due)
    return Error{Errc::illegal_state, "its payment window has passed"};
  if (open_payment())
    return std::nullopt;
  if (record_.payments.size() >= payments_max)
    return Error{Errc::illegal_state, "it was tried to be paid too often"};
  auto begun = step(at, OrderEvent::PAYMENT_STARTED);
  begun.payments.push_back({command.payment,
                            PaymentStatus::PENDING,
                            record_.view.total_price,
                            command.provider,
                            {},
                            {},
                            at});
  return begun;
}

// A provider's words may come twice, late, and out of order. Once it has charged, nothing it says
// of that payment undoes it; and whatever was said before, a charge counts.
OrderDecision Order::decide(const RecordCharge& command, Timestamp at) const {
  const auto* known = payment(command.payment);
  if (!known)
    return Error{Errc::not_found};
  const auto& charge = command.charge;
  if (charge.amount != known->amount)
    return Error{Errc::invalid_request, "another amount than was asked for", {}, {}, "amount"};
  auto recorded = *known;
  recorded.status = charge.status;
  if (!charge.reference.empty())
    recorded.reference = charge.reference;
  if (charge.redirect_url)
    recorded.redirect_url = charge.redirect_url;
  switch (charge.status) {
    case PaymentStatus::PENDING: {
      if (known->status != PaymentStatus::PENDING
          || (known->reference == recorded.reference
              && known->redirect_url == recorded.redirect_url))
        return std::nullopt;
      auto pending = step(at, OrderEvent::PAYMENT_PENDING);
      pending.payments.push_back(std::move(recorded));
      return pending;
    }
    case PaymentStatus::FAILED: {
      if (known->status != PaymentStatus::PENDING)
        return std::nullopt;
      auto failed = step(at, OrderEvent::PAYMENT_FAILED);
      failed.payments.push_back(std::move(recorded));
      return failed;
    }
    case PaymentStatus::CONFIRMED: break;
  }
  if (known->status == PaymentStatus::CONFIRMED)
    return std::nullopt;
  auto paid = step(at, OrderEvent::PAID);
  paid.payments.push_back(std::move(recorded));
  if (status() == OrderStatus::ORDERED) {
    paid.status = OrderStatus::PAID;
    return paid;
  }
  // What was given up of a coupon, or of a turn, may be somebody else's by now.
  if (status() != OrderStatus::CANCELLED || record_.view.cancel_reason != CancelReason::UNPAID
      || record_.coupon || !record_.can_come_back)
    return without_stock(paid);
  // It was paid too late, but the buyer still wants it.
  paid.status = OrderStatus::PAID;
  paid.cancel_reason.reset();
  paid.lines = all_lines(OrderMovement::SALE);
  return paid;
}

OrderDecision Order::decide(const RecordRefund& command, Timestamp at) const {
  const auto* due = find_refund(record_, command.refund);
  if (!due)
    return Error{Errc::not_found};
  if (due->status == RefundStatus::DONE)
    return std::nullopt;
  auto refunded = step(at, OrderEvent::REFUNDED);
  refunded.refunds.push_back(*due);
  refunded.refunds.back().status = RefundStatus::DONE;
  return refunded;
}

OrderChanged Order::without_stock(const OrderChanged& step) const {
  auto refused = step;
  refused.event = OrderEvent::REFUND_DUE;
  refused.status = status();
  refused.cancel_reason = record_.view.cancel_reason;
  refused.lines.clear();
  for (const auto& charged : step.payments)
    refused.refunds.push_back({{}, charged.payment, charged.amount, RefundStatus::DUE, step.at});
  return refused;
}

void Order::apply(const OrderChanged& step) {
  assert(step.version == record_.version);
  ++record_.version;
  record_.view.order_status = step.status;
  record_.view.cancel_reason = step.cancel_reason;
  merge(record_.payments, step.payments, &Payment::payment);
  merge(record_.refunds, step.refunds, &Refund::refund);
  for (const auto& [sku, quantity, restocked] : step.returned)
    std::ranges::find(record_.view.items, sku, &OrderItemView::sku_id)->returned_quantity
      += quantity;
}

const Payment* Order::payment(PaymentId id) const {
  const auto it = std::ranges::find(record_.payments, id, &Payment::payment);
  return it == record_.payments.end() ? nullptr : &*it;
}

const Payment* Order::open_payment() const {
  const auto it = std::ranges::find(record_.payments, PaymentStatus::PENDING, &Payment::status);
  return it == record_.payments.end() ? nullptr : &*it;
}

OrderChanged Order::step(Timestamp at, std::optional<OrderEvent> event) const {
  OrderChanged step;
  step.order = record_.view.order_id;
  step.user = record_.user;
  step.version = record_.version;
  step.status = status();
  step.cancel_reason = record_.view.cancel_reason;
  step.at = at;
  step.event = event;
  return step;
}

OrderChanged Order::cancelled(CancelReason reason, Timestamp at) const {
  auto cancelled = step(at, OrderEvent::CANCELLED);
  cancelled.status = OrderStatus::CANCELLED;
  cancelled.cancel_reason = reason;
  cancelled.lines = all_lines(OrderMovement::CANCELLATION);
  cancelled.coupon = record_.coupon;
  give_back_all(cancelled);
  return cancelled;
}

// Somebody who sells a part of it sees it, but moving it is for who sells all of it.
Result<Done> Order::check_seller(Caller caller) const {
  if (party_of(record_, caller).is_seller)
    return Done{};
  const bool sells_a_part = std::ranges::count(record_.owners, caller.user) > 0;
  return Error{sells_a_part ? Errc::not_allowed : Errc::not_found};
}

/// What a payment has charged, and was not given back.
Won Order::kept(PaymentId id) const {
  const auto* charged = payment(id);
  if (!charged || charged->status != PaymentStatus::CONFIRMED)
    return 0;
  Won amount = charged->amount;
  for (const auto& refund : record_.refunds)
    if (refund.payment == id)
      amount -= refund.amount;
  return amount;
}

/// What is owed less once these items have come back.
Won Order::value_of(const std::vector<ReturnedLine>& items) const {
  const auto worth = worth_of(record_);
  const auto owed_after = [&](Won returned) {
    // Prices and quantities are bounded, but not so that this product fits into 64 bits.
    const boost::multiprecision::int128_t total = record_.view.total_price;
    return static_cast<Won>(total * (worth.all - returned) / worth.all);
  };
  Won returned = worth.returned;
  for (const auto& item : items)
    returned += find_item(record_, item.sku)->price_at_purchase * item.quantity;
  return owed_after(worth.returned) - owed_after(returned);
}

void Order::give_back_all(OrderChanged& step) const {
  for (const auto& charged : record_.payments)
    if (const auto amount = kept(charged.payment); amount > 0)
      step.refunds.push_back({{}, charged.payment, amount, RefundStatus::DUE, step.at});
}

std::vector<OrderLineMoved> Order::all_lines(OrderMovement reason) const {
  std::vector<OrderLineMoved> lines;
  for (const auto& item : record_.view.items)
    lines.push_back(
      {item.sku_id, reason == OrderMovement::SALE ? -item.quantity : item.quantity, reason, {}});
  return lines;
}

} // namespace baro
