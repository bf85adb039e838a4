#include "cluster/heat.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace baro {
namespace {

using namespace std::chrono_literals;

class HeatTest : public testing::Test {
protected:
  void note(SkuId sku, int times) {
    for (int i = 0; i < times; ++i)
      heat.note(sku);
  }

  const Heat::Moment began{};
  Heat heat{began};
};

TEST_F(HeatTest, TheHottestComeFirstWithTheirRates) {
  note(SkuId{1}, 3);
  note(SkuId{2}, 10);
  note(SkuId{3}, 1);
  const auto hot = heat.take(2, began + 2s);
  ASSERT_EQ(hot.size(), 2u);
  EXPECT_EQ(hot[0].sku_id, SkuId{2});
  EXPECT_DOUBLE_EQ(hot[0].messages_per_second, 10.0 * Heat::sample_every / 2);
  EXPECT_EQ(hot[1].sku_id, SkuId{1});
}

TEST_F(HeatTest, WhatWasTakenIsForgotten) {
  note(SkuId{1}, 3);
  heat.take(10, began + 1s);
  EXPECT_TRUE(heat.take(10, began + 2s).empty());
}

TEST_F(HeatTest, TakingTwiceAtOnceDividesByNothing) {
  note(SkuId{1}, 1);
  EXPECT_TRUE(std::isfinite(heat.take(10, began).at(0).messages_per_second));
}

TEST_F(HeatTest, ThereIsALimitToHowManyAreToldApart) {
  for (std::int64_t sku = 1; sku <= 100'000; ++sku)
    heat.note(SkuId{sku});
  EXPECT_LT(heat.take(100'000, began + 1s).size(), 10'000u);
}

} // namespace
} // namespace baro
