#include "protocol/packed_texts.hpp"

#include "protocol/wire.hpp"

#include <gtest/gtest.h>

namespace baro {

TEST(PackedTextsTest, EachTextComesOutAsItWentIn) {
  const PackedTexts texts{"울 라운드 니트", std::nullopt, "", "-"};
  EXPECT_EQ(texts[0], "울 라운드 니트");
  EXPECT_EQ(texts[1], std::nullopt);
  EXPECT_EQ(texts[2], "");
  EXPECT_EQ(texts[3], "-");
}

TEST(PackedTextsTest, WhatWasNeverPackedIsNotThere) {
  EXPECT_EQ(PackedTexts{}[0], std::nullopt);
  EXPECT_EQ(PackedTexts{"one"}[1], std::nullopt);
}

TEST(PackedTextsTest, TravelsToOtherNodes) {
  const auto arrived = from_wire<PackedTexts>(to_wire(PackedTexts{"M", std::nullopt}));
  ASSERT_TRUE(arrived);
  EXPECT_EQ((*arrived)[0], "M");
  EXPECT_EQ((*arrived)[1], std::nullopt);
}

} // namespace baro
