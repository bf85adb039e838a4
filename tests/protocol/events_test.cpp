#include "protocol/events.hpp"

#include <gtest/gtest.h>

namespace baro {

TEST(EventPositionTest, ComesBackFromItsText) {
  const EventPosition position{1'790'000'000'000'000, 12};
  EXPECT_EQ(to_text(position), "1790000000000000-12");
  EXPECT_EQ(parse_position(to_text(position)), position);
  EXPECT_EQ(parse_position("0-0"), stream_start);
}

TEST(EventPositionTest, IsBehindWhatWasPublishedBeforeIt) {
  EXPECT_LT((EventPosition{9, 5}), (EventPosition{10, 0}));
  EXPECT_LT((EventPosition{10, 9}), (EventPosition{10, 10}));
}

TEST(EventPositionTest, NonsenseIsNone) {
  for (const auto* text : {"", "-", "1", "1-", "-1", "1-x", "x-1", "1-1-1", "1--1", " 1-1",
                           "99999999999999999999-1", "$"})
    EXPECT_FALSE(parse_position(text)) << text;
}

} // namespace baro
