#include "protocol/wire.hpp"

#include <gtest/gtest.h>

namespace baro {

TEST(WireTest, AnOrderComesBackAsItWas) {
  OrderView order;
  order.order_id = OrderId{42};
  order.order_status = OrderStatus::PAID;
  order.shipping_address = "서울시 성동구";
  order.ordered_at = Timestamp{123};
  order.payment_due_at = Timestamp{456};
  order.next_actions = {OrderAction::CANCEL};
  order.items = {{ProductId{1}, SkuId{2}, {"M", std::nullopt}, "셔츠", std::nullopt, 3, 39'000}};
  const auto back = from_wire<OrderView>(to_wire(order));
  ASSERT_TRUE(back);
  EXPECT_EQ(back->order_id, order.order_id);
  EXPECT_EQ(back->order_status, OrderStatus::PAID);
  EXPECT_EQ(back->shipping_address, order.shipping_address);
  EXPECT_EQ(back->payment_due_at, order.payment_due_at);
  ASSERT_EQ(back->items.size(), 1u);
  EXPECT_EQ(back->items[0].options.size, "M");
  EXPECT_FALSE(back->items[0].options.color);
  EXPECT_EQ(back->items[0].price_at_purchase, 39'000);
}

TEST(WireTest, AFactComesBackAsTheSameKindOfFact) {
  OrderChanged cancelled;
  cancelled.order = OrderId{7};
  cancelled.version = 2;
  cancelled.cancel_reason = CancelReason::UNPAID;
  cancelled.lines = {{SkuId{1}, 4, OrderMovement::CANCELLATION, 5}};
  const CommitStock commit{cancelled, std::nullopt};
  const auto back = from_wire<CommitStock>(to_wire(commit));
  ASSERT_TRUE(back);
  const auto* fact = std::get_if<OrderChanged>(&back->fact);
  ASSERT_TRUE(fact);
  EXPECT_EQ(fact->version, 2);
  EXPECT_EQ(fact->lines.at(0).epoch, 5);
}

TEST(WireTest, BytesCutShortAreRefused) {
  const auto bytes = to_wire(StoreView{StoreId{1}, "name", {}, {}, {}, {}, StoreStatus::ACTIVE});
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_FALSE(from_wire<StoreView>(std::string_view{bytes}.substr(0, size))) << size;
}

TEST(WireTest, ANumberThatNamesNoEnumeratorIsRefused) {
  auto bytes = to_wire(Caller{UserId{1}, Role::ADMIN});
  bytes.back() = '\x7f';
  EXPECT_FALSE(from_wire<Caller>(bytes));
}

} // namespace baro
