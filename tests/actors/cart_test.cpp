#include "actors/cart/cart.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace baro {

namespace {

Cart full_cart() {
  std::vector<CartLine> lines;
  for (std::int64_t i = 1; i <= static_cast<std::int64_t>(cart_skus_max); ++i)
    lines.push_back({CartItemId{i}, SkuId{i + 100}, 1});
  return Cart{lines};
}

StockedOffer offer_of(SkuId sku, Won price, Quantity on_hand) {
  StockedOffer result;
  result.offer.sku = sku;
  result.offer.price = price;
  result.offer.on_sale = true;
  result.on_hand = on_hand;
  return result;
}

} // namespace

TEST(CartTest, TheSameSkuAgainAddsUpUnderTheSameItem) {
  Cart cart{{{CartItemId{1}, SkuId{7}, 2}}};
  const auto line = cart.add(CartItemId{2}, SkuId{7}, 3);
  ASSERT_TRUE(line);
  EXPECT_EQ(line->item, CartItemId{1});
  EXPECT_EQ(line->quantity, 5);
}

TEST(CartTest, TheTwentyFirstSkuIsRefusedAndMoreOfTheOthersIsNot) {
  const auto cart = full_cart();
  EXPECT_EQ(cart.add(CartItemId{99}, SkuId{7}, 1).error().code, Errc::cart_full);
  EXPECT_TRUE(cart.add(CartItemId{99}, SkuId{101}, 1));
}

TEST(CartTest, OneSkuStopsAtItsLimit) {
  const Cart cart{{{CartItemId{1}, SkuId{7}, 98}}};
  EXPECT_TRUE(cart.add(CartItemId{2}, SkuId{7}, 1));
  EXPECT_EQ(cart.add(CartItemId{2}, SkuId{7}, 2).error().code, Errc::quantity_limit);
}

TEST(CartTest, WhatIsNotThereCannotBeChanged) {
  const Cart cart{{}};
  EXPECT_EQ(cart.change(CartItemId{1}, 2).error().code, Errc::not_found);
  EXPECT_EQ(cart.remove(CartItemId{1}).error().code, Errc::not_found);
  EXPECT_TRUE(cart.take_out({SkuId{1}}).empty());
}

TEST(CartTest, ShowsEveryLineAndAddsUpThoseWithoutAProblem) {
  const Cart cart{{{CartItemId{1}, SkuId{1}, 2},
                   {CartItemId{2}, SkuId{2}, 2},
                   {CartItemId{3}, SkuId{3}, 1},
                   {CartItemId{4}, SkuId{4}, 1}}};
  auto withdrawn = offer_of(SkuId{3}, 100, 5);
  withdrawn.offer.on_sale = false;
  const auto view
    = view_of(cart, {{offer_of(SkuId{1}, 1'000, 5), offer_of(SkuId{2}, 10, 1), withdrawn}}, 8);
  ASSERT_EQ(view.items.size(), 4u);
  EXPECT_FALSE(view.items[0].problem);
  EXPECT_EQ(view.items[1].problem, CartProblem::NOT_ENOUGH);
  EXPECT_EQ(view.items[2].problem, CartProblem::NOT_ON_SALE);
  EXPECT_EQ(view.items[3].problem, CartProblem::NOT_ON_SALE) << "of a SKU that nobody knows";
  EXPECT_EQ(view.total_price, 2'000);
  EXPECT_EQ(view.version, 8);
}

// Against a plain map.
RC_GTEST_PROP(CartTest, KeepsExactSumsWithinItsLimits, ()) {
  Cart cart{{}};
  std::map<SkuId, std::int32_t> model;
  const auto steps = *rc::gen::inRange(1, 150);
  for (int step = 0; step < steps; ++step) {
    const SkuId sku{*rc::gen::inRange<std::int64_t>(1, 30)};
    const auto quantity = *rc::gen::inRange<std::int32_t>(1, 60);
    if (*rc::gen::inRange(0, 4) > 0) {
      const auto line = cart.add(CartItemId{1'000 + step}, sku, quantity);
      const bool fits = model.contains(sku) ? model[sku] + quantity <= cart_quantity_max
                                            : model.size() < cart_skus_max;
      RC_ASSERT(bool(line) == fits);
      if (line) {
        cart.apply({*line});
        model[sku] += quantity;
      }
    } else {
      cart.apply(cart.take_out({sku}));
      model.erase(sku);
    }
    std::map<SkuId, std::int32_t> lines;
    for (const auto& line : cart.lines())
      lines[line.sku] = line.quantity;
    RC_ASSERT(lines == model);
    RC_ASSERT(cart.lines().size() == model.size());
  }
}

} // namespace baro
