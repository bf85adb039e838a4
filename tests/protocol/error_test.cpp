#include "protocol/type_ids.hpp"

#include <caf/sec.hpp>
#include <gtest/gtest.h>

#include <set>

namespace baro {

TEST(ErrorTest, TravelsThroughCafWithAllItSays) {
  const auto back = from_caf(to_caf(Error{Errc::out_of_stock, "why", {{SkuId{3}, 2, 1}}}));
  EXPECT_EQ(back.code, Errc::out_of_stock);
  EXPECT_EQ(back.detail, "why");
  ASSERT_EQ(back.shortages.size(), 1u);
  EXPECT_EQ(back.shortages[0].sku_id, SkuId{3});
  EXPECT_EQ(back.shortages[0].available, 1);
}

TEST(ErrorTest, TheFieldThatIsNotAcceptedTravelsAlong) {
  Error error{Errc::invalid_request};
  error.field = "provider";
  EXPECT_EQ(from_caf(to_caf(error)).field, "provider");
}

TEST(ErrorTest, ADeadActorMeansThatNobodyKnows) {
  EXPECT_EQ(from_caf(caf::make_error(caf::sec::request_receiver_down)).code, Errc::deadline_passed);
}

TEST(ErrorTest, EveryCodeHasANameOfItsOwnAndBothLanguages) {
  std::set<std::string_view> names;
  for (const auto& row : error_catalogue) {
    EXPECT_TRUE(names.insert(row.name).second) << row.name;
    EXPECT_FALSE(row.message.empty()) << row.name;
    EXPECT_FALSE(row.message_en.empty()) << row.name;
  }
}

} // namespace baro
