#include "actors/order/order_actor.hpp"
#include "tests/support/entity_test.hpp"

namespace baro {

namespace {

constexpr UserId buyer{5};
constexpr UserId owner{6};
constexpr SkuId shirt{1};
constexpr OrderId order{9};
constexpr CouponId coupon{7};
constexpr Caller as_buyer{buyer, Role::BUYER};
constexpr Caller as_owner{owner, Role::STORE_OWNER};

} // namespace

/// What coupons and pre-orders mean to an order that was placed. The test plays the writer and the
/// reader.
class OrderTermsTest : public test::EntityTest {
protected:
  IdGenerator ids{1};
  const OrderServices services{
    directory, played<StockWriterActor>(), played<ReaderActor>(), ids, clock, {}, {}};

  static OrderRecord kept(OrderStatus status) {
    OrderRecord record;
    record.view.order_id = order;
    record.view.order_status = status;
    record.view.total_price = 700;
    OrderItemView item;
    item.sku_id = shirt;
    item.quantity = 2;
    item.price_at_purchase = 500;
    record.view.items = {item};
    record.user = buyer;
    record.owners = {owner};
    return record;
  }

  OrderActor wake(OrderRecord record) { return spawn<OrderImpl>(std::move(record), services); }
};

TEST_F(OrderTermsTest, APreOrderIsShippedOnceItsUnitsHaveComeIn) {
  auto record = kept(OrderStatus::PAID);
  record.view.items.front().preorder = true;
  const auto actor = wake(record);
  const MoveOrder ship{as_owner, order, OrderAction::SHIP};
  auto early = ask<OrderView>(actor, ship);
  EXPECT_FALSE(ask<bool>(actor, Passivate{}).value()) << "asleep before it was answered";
  answer<FindUnreceived>(UnreceivedUnits{{{shirt, 2, 1}}});
  answer<LoadOrder>(record);
  EXPECT_EQ(early.error(), Errc::not_received);
  ASSERT_EQ(early.failure().shortages.size(), 1u);
  EXPECT_EQ(early.failure().shortages[0].available, 1);
  auto shipped = ask<OrderView>(actor, ship);
  answer<FindUnreceived>(UnreceivedUnits{});
  answer<CommitStock>(StockCommitted{});
  EXPECT_EQ(shipped.value().order_status, OrderStatus::SHIPPED);
}

TEST_F(OrderTermsTest, WhoMayNotShipIsNotToldWhatIsMissing) {
  auto record = kept(OrderStatus::PAID);
  record.view.items.front().preorder = true;
  auto refused = ask<OrderView>(wake(record), MoveOrder{as_buyer, order, OrderAction::SHIP});
  answer<FindUnreceived>(UnreceivedUnits{{{shirt, 2, 1}}});
  answer<LoadOrder>(record);
  EXPECT_EQ(refused.error(), Errc::not_found);
}

TEST_F(OrderTermsTest, AnOrderOfWhatIsHereAsksNobody) {
  auto shipped
    = ask<OrderView>(wake(kept(OrderStatus::PAID)), MoveOrder{as_owner, order, OrderAction::SHIP});
  answer<CommitStock>(StockCommitted{});
  EXPECT_EQ(shipped.value().order_status, OrderStatus::SHIPPED);
}

TEST(OrderCouponTest, ACancelledOrderGivesItsUseBackInTheSameStep) {
  OrderRecord record;
  record.user = buyer;
  record.view.order_id = order;
  record.coupon = coupon;
  const auto cancelled = Order{record}.decide(CancelOrder{as_buyer, order}, {});
  ASSERT_TRUE(cancelled && *cancelled);
  EXPECT_EQ((*cancelled)->coupon, coupon);
}

TEST(OrderCouponTest, PaidTooLateItsMoneyGoesBackSinceItsUseMayBeSomebodyElses) {
  OrderRecord record;
  record.user = buyer;
  record.view.order_id = order;
  record.view.order_status = OrderStatus::CANCELLED;
  record.view.cancel_reason = CancelReason::UNPAID;
  record.view.total_price = 700;
  record.coupon = coupon;
  Payment payment;
  payment.payment = PaymentId{3};
  payment.amount = 700;
  record.payments = {payment};
  RecordCharge charged;
  charged.payment = payment.payment;
  charged.charge.status = PaymentStatus::CONFIRMED;
  charged.charge.amount = 700;
  const auto step = Order{record}.decide(charged, {});
  ASSERT_TRUE(step && *step);
  EXPECT_EQ((*step)->status, OrderStatus::CANCELLED);
  EXPECT_TRUE((*step)->lines.empty());
  ASSERT_EQ((*step)->refunds.size(), 1u);
  EXPECT_EQ((*step)->refunds[0].amount, 700);
}

} // namespace baro
