#pragma once

#include "protocol/error.hpp"
#include "protocol/order.hpp"

#include <optional>

namespace baro {

/// The step that is to be committed; nothing, when all is as it was asked for already; or why not.
struct OrderDecision : Result<std::optional<OrderChanged>> {
  using Result::Result;
  OrderDecision(std::nullopt_t) : Result(std::optional<OrderChanged>{}) {}
  OrderDecision(OrderChanged step) : Result(std::optional{std::move(step)}) {}
};

/// What has happened to an order, and what may. A step that was decided on says which stock it
/// moves, but not under which epochs; it and its new refunds have no ids yet.
///
/// Money: what is charged and not given back is what is owed for what the buyer keeps, after each
/// step. A charge that nobody owes becomes a refund in the very step that records it.
class Order {
public:
  static constexpr std::size_t payments_max = 20;

  explicit Order(OrderRecord record) : record_(std::move(record)) {}

  OrderDecision decide(const CancelOrder& command, Timestamp at) const;
  OrderDecision decide(const ExpireOrder& command, Timestamp at) const;
  OrderDecision decide(const MoveOrder& command, Timestamp at) const;
  OrderDecision decide(const ReturnItems& command, Timestamp at) const;
  OrderDecision decide(const BeginPayment& command, Timestamp at) const;
  OrderDecision decide(const RecordCharge& command, Timestamp at) const;
  OrderDecision decide(const RecordRefund& command, Timestamp at) const;

  /// In place of a step that takes the stock again, when that is sold by now: the charge is given
  /// back.
  OrderChanged without_stock(const OrderChanged& step) const;

  void apply(const OrderChanged& step);

  const OrderRecord& record() const { return record_; }
  OrderStatus status() const { return record_.view.order_status; }

  /// The payment of that id, or null.
  const Payment* payment(PaymentId id) const;
  const Payment* open_payment() const;

  /// A step that changes nothing by itself.
  OrderChanged step(Timestamp at, std::optional<OrderEvent> event) const;

private:
  OrderChanged cancelled(CancelReason reason, Timestamp at) const;
  Result<Done> check_seller(Caller caller) const;
  Won kept(PaymentId id) const;
  Won value_of(const std::vector<ReturnedLine>& items) const;
  void give_back_all(OrderChanged& step) const;
  std::vector<OrderLineMoved> all_lines(OrderMovement reason) const;

  OrderRecord record_;
};

} // namespace baro
