#include "net/json.hpp"

#include "protocol/catalogue.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

TEST(JsonTest, NamesAreCamelCaseAndIdsAreTexts) {
  const ItemView item{ProductId{id_max}, "바로", "니트", 39'000, std::nullopt, 7, std::nullopt};
  EXPECT_EQ(to_json(item),
            R"({"id":"9007199254740991","storeName":"바로","productName":"니트","price":39000,)"
            R"("thumbnailUrl":null,"likesCount":7,"isLiked":null})");
}

TEST(JsonTest, AnEmptySliceHasNoCursor) {
  EXPECT_EQ(to_json(Slice<ItemView>{}), R"({"content":[],"hasNext":false,"nextCursor":null})");
}

TEST(JsonTest, ACursorHasLikesOnlyWhereTheListIsOrderedByThem) {
  EXPECT_EQ(to_json(Cursor{{5}, std::nullopt}), R"({"id":"5"})");
  EXPECT_EQ(to_json(Cursor{{5}, 0}), R"({"id":"5","likes":0})");
}

TEST(JsonTest, TextsAreEscaped) {
  using namespace std::string_literals;
  EXPECT_EQ(to_json("a\"b\\c\n\r\t\x01\0z"s), R"("a\"b\\c\n\r\t\u0001\u0000z")");
}

TEST(JsonTest, MomentsAreUtc) {
  EXPECT_EQ(to_json(Timestamp{1'709'208'000'123'456}), R"("2024-02-29T12:00:00.123Z")");
  EXPECT_EQ(to_json(Timestamp{0}), R"("1970-01-01T00:00:00.000Z")");
}

TEST(JsonTest, EnumsAreTheirNames) { EXPECT_EQ(to_json(StockBand::SOLD_OUT), R"("SOLD_OUT")"); }

} // namespace
} // namespace baro
