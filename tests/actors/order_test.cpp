#include "actors/order/order.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace baro {

namespace {

constexpr UserId buyer{5};
constexpr UserId owner{6};
constexpr Caller as_buyer{buyer, Role::BUYER};
constexpr Caller as_owner{owner, Role::STORE_OWNER};
constexpr Caller as_admin{UserId{1}, Role::ADMIN};
constexpr OrderId order{9};
constexpr SkuId shirt{1};
constexpr SkuId coat{2};
constexpr PaymentId first{21};
constexpr Timestamp ordered_at{1'790'000'000'000'000};
constexpr Timestamp due{ordered_at.micros + 1'000'000};

OrderRecord placed(Won total = 5'000) {
  OrderRecord record;
  record.user = buyer;
  record.owners = {owner};
  record.view.order_id = order;
  record.view.total_price = total;
  record.view.ordered_at = ordered_at;
  record.view.payment_due_at = due;
  record.view.items = {{ProductId{1}, shirt, {}, "shirt", std::nullopt, 2, 1'000},
                       {ProductId{2}, coat, {}, "coat", std::nullopt, 1, 3'000}};
  return record;
}

RecordCharge charge(PaymentStatus status, PaymentId payment = first, Won amount = 5'000) {
  return {order, payment, {status, "at the provider", std::nullopt, amount}, {}, {}};
}

Quantity units(const OrderChanged& step) {
  Quantity sum = 0;
  for (const auto& line : step.lines)
    sum += line.delta;
  return sum;
}

} // namespace

class OrderTest : public testing::Test {
protected:
  Order subject{placed()};
  Timestamp at = ordered_at;

  template <class Command>
  std::optional<Errc> does(const Command& command) {
    auto decision = subject.decide(command, at);
    if (!decision)
      return decision.error().code;
    if (*decision)
      take(**decision);
    return std::nullopt;
  }

  template <class Command>
  OrderChanged step(const Command& command) {
    auto decision = subject.decide(command, at);
    EXPECT_TRUE(decision && *decision);
    take(**decision);
    return **decision;
  }

  void take(OrderChanged step) {
    for (auto& refund : step.refunds)
      if (refund.refund == RefundId{})
        refund.refund = RefundId{++refunds_numbered};
    subject.apply(step);
  }

  std::int64_t refunds_numbered = 0;

  void pay() {
    ASSERT_FALSE(does(BeginPayment{as_buyer, order, first, "local"}));
    ASSERT_FALSE(does(charge(PaymentStatus::CONFIRMED)));
  }

  void deliver() {
    pay();
    for (const auto action : {OrderAction::SHIP, OrderAction::DELIVER})
      ASSERT_FALSE(does(MoveOrder{as_owner, order, action}));
  }

  Won refunded() const { return view_for(subject.record(), as_buyer).refunded_amount.value_or(0); }
};

TEST_F(OrderTest, GoesFromOneStateToTheNextAndNoOther) {
  using enum OrderAction;
  EXPECT_EQ(does(MoveOrder{as_owner, order, SHIP}), Errc::illegal_state);
  pay();
  EXPECT_EQ(does(MoveOrder{as_owner, order, DELIVER}), Errc::illegal_state);
  EXPECT_FALSE(does(MoveOrder{as_owner, order, SHIP}));
  EXPECT_FALSE(does(MoveOrder{as_owner, order, SHIP})) << "asking again answers the same";
  EXPECT_EQ(does(CancelOrder{as_buyer, order}), Errc::illegal_state);
  EXPECT_EQ(does(MoveOrder{as_owner, order, REFUND}), Errc::illegal_state);
  EXPECT_FALSE(does(MoveOrder{as_owner, order, DELIVER}));
  EXPECT_FALSE(does(MoveOrder{as_admin, order, COMPLETE}));
  EXPECT_EQ(subject.status(), OrderStatus::COMPLETED);
  EXPECT_EQ(subject.record().version, 5);
}

TEST_F(OrderTest, IsMovedByWhoSellsAllOfIt) {
  pay();
  const MoveOrder ship{as_owner, order, OrderAction::SHIP};
  EXPECT_EQ(does(MoveOrder{as_buyer, order, OrderAction::SHIP}), Errc::not_found);
  auto record = subject.record();
  record.owners = {owner, UserId{7}};
  subject = Order{record};
  EXPECT_EQ(does(ship), Errc::not_allowed);
  EXPECT_FALSE(does(MoveOrder{as_admin, order, OrderAction::SHIP}));
}

TEST_F(OrderTest, SaysWhatItsReaderCanDoNext) {
  using enum OrderAction;
  const auto next
    = [this](Caller caller) { return view_for(subject.record(), caller).next_actions; };
  EXPECT_EQ(next(as_buyer), (std::vector{PAY, CANCEL}));
  EXPECT_EQ(next(as_owner), std::vector<OrderAction>{});
  pay();
  EXPECT_EQ(next(as_buyer), std::vector{CANCEL});
  EXPECT_EQ(next(as_owner), (std::vector{SHIP, REFUND}));
  EXPECT_EQ(next(as_admin), (std::vector{CANCEL, SHIP, REFUND}));
}

TEST_F(OrderTest, IsCancelledWhenItsWindowHasPassedAndNotBefore) {
  at = {due.micros - 1};
  EXPECT_FALSE(does(ExpireOrder{order}));
  EXPECT_EQ(subject.status(), OrderStatus::ORDERED);
  at = due;
  EXPECT_EQ(units(step(ExpireOrder{order})), 3);
  EXPECT_EQ(subject.record().view.cancel_reason, CancelReason::UNPAID);
}

TEST_F(OrderTest, APaidOrderDoesNotExpire) {
  pay();
  at = due;
  EXPECT_FALSE(does(ExpireOrder{order}));
  EXPECT_EQ(subject.status(), OrderStatus::PAID);
}

TEST_F(OrderTest, HasOneOpenPayment) {
  EXPECT_FALSE(does(BeginPayment{as_buyer, order, first, "local"}));
  EXPECT_FALSE(does(BeginPayment{as_buyer, order, PaymentId{22}, "local"}));
  EXPECT_EQ(subject.record().payments.size(), 1u);
  EXPECT_FALSE(does(charge(PaymentStatus::FAILED)));
  EXPECT_FALSE(does(BeginPayment{as_buyer, order, PaymentId{22}, "local"}));
  EXPECT_EQ(subject.open_payment()->payment, PaymentId{22});
  EXPECT_EQ(does(BeginPayment{as_owner, order, PaymentId{23}, "local"}), Errc::not_found);
}

TEST_F(OrderTest, TheProviderNeverChargesAnotherAmount) {
  EXPECT_FALSE(does(BeginPayment{as_buyer, order, first, "local"}));
  EXPECT_EQ(does(charge(PaymentStatus::CONFIRMED, first, 4'999)), Errc::invalid_request);
  EXPECT_EQ(does(charge(PaymentStatus::CONFIRMED, PaymentId{99})), Errc::not_found);
  EXPECT_EQ(subject.status(), OrderStatus::ORDERED);
}

TEST_F(OrderTest, WhatWasChargedStaysCharged) {
  pay();
  EXPECT_FALSE(does(charge(PaymentStatus::FAILED)));
  EXPECT_FALSE(does(charge(PaymentStatus::PENDING)));
  EXPECT_FALSE(does(charge(PaymentStatus::CONFIRMED)));
  EXPECT_EQ(subject.status(), OrderStatus::PAID);
  EXPECT_EQ(refunded(), 0);
}

TEST_F(OrderTest, ACancelledPaidOrderGivesBackStockAndMoneyOnce) {
  pay();
  const auto cancelled = step(CancelOrder{as_buyer, order});
  EXPECT_EQ(units(cancelled), 3);
  ASSERT_EQ(cancelled.refunds.size(), 1u);
  EXPECT_EQ(cancelled.refunds[0].amount, 5'000);
  EXPECT_FALSE(does(CancelOrder{as_buyer, order}));
  EXPECT_EQ(refunded(), 5'000);
}

TEST_F(OrderTest, ASecondChargeIsGivenBack) {
  EXPECT_FALSE(does(BeginPayment{as_buyer, order, first, "local"}));
  EXPECT_FALSE(does(charge(PaymentStatus::FAILED)));
  EXPECT_FALSE(does(BeginPayment{as_buyer, order, PaymentId{22}, "local"}));
  EXPECT_FALSE(does(charge(PaymentStatus::CONFIRMED, PaymentId{22})));
  EXPECT_EQ(step(charge(PaymentStatus::CONFIRMED)).refunds.at(0).payment, first);
  EXPECT_EQ(subject.status(), OrderStatus::PAID);
  EXPECT_EQ(refunded(), 5'000);
}

TEST_F(OrderTest, APaymentAfterItsWindowTakesTheStockAgain) {
  EXPECT_FALSE(does(BeginPayment{as_buyer, order, first, "local"}));
  at = due;
  step(ExpireOrder{order});
  EXPECT_EQ(units(step(charge(PaymentStatus::CONFIRMED))), -3);
  EXPECT_EQ(subject.status(), OrderStatus::PAID);
  EXPECT_EQ(units(step(CancelOrder{as_buyer, order})), 3);
}

TEST_F(OrderTest, APaymentAfterItsBuyerCancelledIsGivenBack) {
  for (const bool has_expired : {false, true}) {
    subject = Order{placed()};
    at = due;
    auto record = subject.record();
    record.payments.push_back({first, PaymentStatus::PENDING, 5'000, "local", {}, {}, ordered_at});
    subject = Order{record};
    if (has_expired)
      step(ExpireOrder{order});
    EXPECT_FALSE(does(CancelOrder{as_buyer, order}));
    const auto late = step(charge(PaymentStatus::CONFIRMED));
    EXPECT_EQ(units(late), 0);
    EXPECT_EQ(subject.status(), OrderStatus::CANCELLED);
    EXPECT_EQ(refunded(), 5'000);
  }
}

TEST_F(OrderTest, TakesBackNoMoreThanWasBought) {
  const auto back = [&](Quantity quantity) {
    return ReturnItems{as_owner, order, {{shirt, quantity, ReturnCondition::SELLABLE}}, {}};
  };
  EXPECT_EQ(does(back(1)), Errc::illegal_state);
  deliver();
  EXPECT_EQ(does(back(3)), Errc::quantity_limit);
  EXPECT_EQ(units(step(back(1))), 1);
  EXPECT_EQ(does(back(2)), Errc::quantity_limit);
  EXPECT_FALSE(does(back(1)));
  EXPECT_EQ(refunded(), 2'000);
  EXPECT_EQ(does(ReturnItems{as_owner, order, {{SkuId{99}, 1, {}}}, {}}), Errc::not_found);
  EXPECT_EQ(does(ReturnItems{as_owner, order, {{coat, 1, {}}, {coat, 1, {}}}, {}}),
            Errc::invalid_request);
}

TEST_F(OrderTest, UnsellableUnitsArePaidBackButNotOnHand) {
  deliver();
  const auto back
    = step(ReturnItems{as_owner, order, {{coat, 1, ReturnCondition::UNSELLABLE}}, {}});
  EXPECT_EQ(units(back), 0);
  EXPECT_EQ(back.refunds.at(0).amount, 3'000);
}

RC_GTEST_PROP(OrderProperties, ReturningAllOfItPiecemealGivesBackExactlyWhatWasPaid, ()) {
  const auto total = *rc::gen::inRange<Won>(1, 5'001); // after a discount
  Order subject{placed(total)};
  const auto apply = [&](const auto& command) {
    const auto decision = subject.decide(command, ordered_at);
    RC_ASSERT(decision && *decision);
    subject.apply(**decision);
  };
  apply(BeginPayment{as_buyer, order, first, "local"});
  apply(charge(PaymentStatus::CONFIRMED, first, total));
  apply(MoveOrder{as_owner, order, OrderAction::SHIP});
  apply(MoveOrder{as_owner, order, OrderAction::DELIVER});
  std::vector<SkuId> units{shirt, coat, shirt};
  if (*rc::gen::arbitrary<bool>())
    std::swap(units[0], units[1]);
  std::int64_t number = 0;
  for (const auto sku : units) {
    auto decision = subject.decide(
      ReturnItems{as_owner, order, {{sku, 1, ReturnCondition::SELLABLE}}, {}}, ordered_at);
    RC_ASSERT(decision && *decision);
    for (auto& refund : (*decision)->refunds)
      refund.refund = RefundId{++number};
    subject.apply(**decision);
  }
  RC_ASSERT(view_for(subject.record(), as_buyer).refunded_amount == total);
}

} // namespace baro
