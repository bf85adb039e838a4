#include "net/query.hpp"

#include <boost/json/serialize.hpp>
#include <gtest/gtest.h>

namespace baro {
namespace {

constexpr Field fields[]
  = {field::text("q", 1, 10), field::integer("size", 1, 100), field::id("cursorId")};
constexpr Schema schema{fields};

std::string parsed(std::string_view query) {
  const auto values = parse_query(query, schema, {});
  return values ? boost::json::serialize(*values) : "refused";
}

TEST(QueryTest, NumbersBecomeNumbersWhereTheSchemaSaysSo) {
  EXPECT_EQ(parsed("size=21&cursorId=7&q=5"), R"({"size":21,"cursorId":"7","q":"5"})");
}

TEST(QueryTest, WhatIsNoNumberStaysATextForTheValidationToRefuse) {
  EXPECT_EQ(parsed("size=many"), R"({"size":"many"})");
  EXPECT_EQ(parsed("size="), R"({"size":""})");
  EXPECT_EQ(parsed("size=99999999999999999999"), R"({"size":"99999999999999999999"})");
}

TEST(QueryTest, TheFirstOfTwoCounts) { EXPECT_EQ(parsed("size=1&size=2"), R"({"size":1})"); }

TEST(QueryTest, UnknownParametersAreIgnored) { EXPECT_EQ(parsed("utm=x&size=1"), R"({"size":1})"); }

TEST(QueryTest, PercentSignsAreUndone) { EXPECT_EQ(parsed("q=%EB%8B%88+a"), R"({"q":"니 a"})"); }

TEST(QueryTest, BrokenEscapesAndBadUtf8AreRefused) {
  EXPECT_EQ(parsed("q=%z1"), "refused");
  EXPECT_EQ(parsed("q=%f"), "refused");
  EXPECT_EQ(parsed("q=%ff"), "refused");
}

TEST(QueryTest, ATargetIsAPathAndAQuery) {
  const auto target = parse_target("/products/popular?size=1");
  ASSERT_TRUE(target);
  EXPECT_EQ(target->path, "/products/popular");
  EXPECT_EQ(target->query, "size=1");
  EXPECT_FALSE(parse_target("http://baro.example/"));
  EXPECT_FALSE(parse_target("/a#b"));
  EXPECT_FALSE(parse_target(""));
}

} // namespace
} // namespace baro
