#include "protocol/wire.hpp"

#include <caf/config_value.hpp>
#include <gmock/gmock.h>
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

TEST(WireTest, AListOfMoreElementsThanThereAreBytesIsRefused) {
  // Elements that take no byte would take memory all the same.
  EXPECT_FALSE(from_wire<std::vector<LeaveCluster>>(std::string_view{"\xff\xff\xff\x07", 4}));
  EXPECT_FALSE(from_wire<std::string>(std::string_view{"\x81\x80\x80\x80\x80\x80\x01x", 8}));
}

Envelope nested(int depth) {
  Envelope envelope{{EntityKind::sku, 7}, caf::make_message(GetCart{UserId{7}})};
  for (; depth > 1; --depth)
    envelope.body = caf::make_message(Envelope{envelope});
  return envelope;
}

TEST(WireTest, MessagesWithinMessagesHaveAnEnd) {
  EXPECT_TRUE(from_wire<Envelope>(to_wire(nested(4))));
  EXPECT_FALSE(from_wire<Envelope>(to_wire(nested(100))));
}

TEST(WireTest, ErrorsWithinErrorsHaveAnEnd) {
  auto error = to_caf(Errc::not_found, "a detail");
  EXPECT_TRUE(from_wire<caf::error>(to_wire(error)));
  for (int depth = 0; depth < 100; ++depth)
    error = caf::make_error(Errc::not_found, error);
  EXPECT_FALSE(from_wire<caf::error>(to_wire(error)));
}

TEST(WireTest, ValuesOfAConfigurationAreNotRead) {
  const auto message = caf::make_message(caf::config_value{1});
  EXPECT_FALSE(from_wire<caf::message>(to_wire(message)));
}

/// An error whose category is the type of that number.
Result<caf::error> error_of(caf::type_id_t category) {
  auto bytes = to_wire(to_caf(Errc::not_found));
  const auto at = bytes.find(std::string{0, static_cast<char>(caf::type_id_v<Errc>)});
  bytes[at] = static_cast<char>(category >> 8);
  bytes[at + 1] = static_cast<char>(category);
  return from_wire<caf::error>(bytes);
}

TEST(WireTest, AnErrorSaysWhatItIs) {
  const auto error = error_of(caf::type_id_v<Errc>);
  ASSERT_TRUE(error);
  EXPECT_THAT(to_string(*error), testing::StartsWith("NOT_FOUND"));
}

TEST(WireTest, AnErrorOfACategoryThatNobodyHasCanBeShown) {
  const auto error = error_of(0xffff);
  ASSERT_TRUE(error);
  EXPECT_THAT(to_string(*error), testing::StartsWith("unknown"));
}

TEST(WireTest, AnErrorWhoseCategoryIsNoKindOfErrorCanBeShown) {
  const auto error = error_of(caf::type_id_v<KnowMembers>);
  ASSERT_TRUE(error);
  EXPECT_THAT(to_string(*error), testing::StartsWith("unknown"));
}

} // namespace baro
