#include "app/seed/past_ids.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

constexpr Timestamp start{(IdGenerator::epoch_millis + 1'000) * 1'000};

Timestamp later(std::int64_t millis) { return {start.micros + millis * 1'000}; }

TEST(PastIdsTest, LaterIdsAreLargerAndAllOfThemAreExactInJavaScript) {
  PastIds ids{0, start};
  std::int64_t last = 0;
  for (int millis = 0; millis < 1'000; ++millis) {
    ids.move_to(later(millis));
    for (int i = 0; i < 20; ++i) {
      const auto id = ids.next<SkuId>().value;
      ASSERT_GT(id, last);
      ASSERT_LE(id, id_max);
      last = id;
    }
  }
}

TEST(PastIdsTest, AreSmallerThanWhatANodeMakesAfterwards) {
  PastIds ids{IdGenerator::nodes_max - 1, start};
  IdGenerator node{0, [] { return later(10); }};
  const auto then = ids.next<SkuId>();
  EXPECT_LT(then, node.next<SkuId>());
}

} // namespace
} // namespace baro
