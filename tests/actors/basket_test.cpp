#include "actors/checkout/basket.hpp"

#include <gtest/gtest.h>

namespace baro {

namespace {

RequestedLine line(std::int64_t sku, Quantity quantity) {
  return {SkuId{sku}, std::nullopt, quantity};
}

Result<StockHeld> held(std::int64_t sku, Won price) {
  StockHeld result{SkuId{sku}, 3, {}, {}};
  result.terms.product = ProductId{sku + 100};
  result.terms.price = price;
  return result;
}

Result<StockHeld> short_of(std::int64_t sku, Quantity requested, Quantity available) {
  return Error{Errc::out_of_stock, {}, {{SkuId{sku}, requested, available}}};
}

} // namespace

TEST(BasketTest, LinesOfOneSkuAreAddedUpBeforeAnythingIsChecked) {
  const Basket basket{{line(2, 99), line(1, 1), line(2, 99)}};
  ASSERT_EQ(basket.lines().size(), 2u);
  EXPECT_EQ(basket.lines()[0].sku, SkuId{1});
  EXPECT_EQ(basket.lines()[1].quantity, 198);
}

TEST(BasketTest, CostsWhatItsLinesCost) {
  Basket basket{{line(1, 2), line(2, 3)}};
  ASSERT_TRUE(basket.take({held(1, 10'000), held(2, 500)}));
  PlaceOrder command;
  command.order = OrderId{9};
  EXPECT_EQ(basket.view(command, {}, std::nullopt).total_price, 21'500);
  const auto fact = basket.placed(command, {}, std::nullopt);
  EXPECT_EQ(fact.total_price, 21'500);
  EXPECT_EQ(fact.lines.at(1).product, ProductId{102});
  EXPECT_EQ(fact.lines.at(1).epoch, 3);
}

TEST(BasketTest, ACouponTakesOffWhatItWasGrantedFor) {
  Basket basket{{line(1, 2), line(2, 3)}};
  ASSERT_TRUE(basket.take({held(1, 10'000), held(2, 500)}));
  EXPECT_EQ(basket.price_of({SkuId{2}}), 1'500);
  basket.redeem({"AUTUMN", {CouponId{7}, 4, 1'500}});
  const auto view = basket.view({}, {}, {});
  EXPECT_EQ(view.total_price, 20'000);
  EXPECT_EQ(view.coupon_code, "AUTUMN");
  EXPECT_EQ(view.discount, 1'500);
  EXPECT_EQ(view.order_status, OrderStatus::ORDERED);
  const auto fact = basket.placed({}, {}, {});
  EXPECT_EQ(fact.total_price, 20'000);
  EXPECT_EQ(fact.coupon->coupon, CouponId{7});
  EXPECT_EQ(fact.coupon->epoch, 4);
}

TEST(BasketTest, WhatCostsNothingIsPaid) {
  Basket basket{{line(1, 1)}};
  ASSERT_TRUE(basket.take({held(1, 10'000)}));
  basket.redeem({"FREE", {CouponId{7}, 4, 10'000}});
  const auto view = basket.view({}, {}, Timestamp{9});
  EXPECT_EQ(view.total_price, 0);
  EXPECT_EQ(view.order_status, OrderStatus::PAID);
  EXPECT_EQ(view.payment_due_at, std::nullopt);
  EXPECT_EQ(basket.placed({}, {}, Timestamp{9}).payment_due_at, std::nullopt);
}

TEST(BasketTest, SaysWhichLinesArePreordered) {
  Basket basket{{line(1, 2), line(2, 3)}};
  auto promised = held(2, 500);
  promised->preordered = PreorderedUnits{1, {77}};
  ASSERT_TRUE(basket.take({held(1, 10'000), promised}));
  const auto items = basket.view({}, {}, {}).items;
  EXPECT_FALSE(items.at(0).preorder);
  EXPECT_EQ(items.at(0).ships_at, std::nullopt);
  EXPECT_TRUE(items.at(1).preorder);
  EXPECT_EQ(items.at(1).ships_at, Timestamp{77});
  EXPECT_EQ(basket.placed({}, {}, {}).lines.at(1).preordered->quantity, 1);
}

TEST(BasketTest, NamesEverySkuThatIsShort) {
  Basket basket{{line(1, 5), line(2, 1), line(3, 7)}};
  const auto taken = basket.take({short_of(1, 5, 4), held(2, 1), short_of(3, 7, 0)});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Errc::out_of_stock);
  ASSERT_EQ(taken.error().shortages.size(), 2u);
  EXPECT_EQ(taken.error().shortages[1].sku_id, SkuId{3});
}

TEST(BasketTest, AsksAgainWhenASkuHasMovedWhateverTheOthersSaid) {
  Basket basket{{line(1, 5), line(2, 1)}};
  const auto taken = basket.take({short_of(1, 5, 4), Error{Errc::fenced}});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().code, Errc::fenced);
}

TEST(BasketTest, IsBeingPlacedAlreadyWhateverTheOthersSaid) {
  Basket basket{{line(1, 2), line(2, 3), line(3, 1)}};
  const auto taken
    = basket.take({short_of(1, 2, 0), Error{Errc::fenced}, Error{Errc::idempotency_key_in_use}});
  EXPECT_EQ(taken.error().code, Errc::idempotency_key_in_use);
}

TEST(BasketTest, KeepsWhatWasHeldSoThatItCanBeReleased) {
  Basket basket{{line(1, 5), line(2, 1)}};
  ASSERT_FALSE(basket.take({Error{Errc::not_found}, held(2, 1)}));
  EXPECT_FALSE(basket.lines()[0].held);
  EXPECT_TRUE(basket.lines()[1].held);
}

} // namespace baro
