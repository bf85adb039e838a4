#include "net/problem.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>

namespace baro {
namespace {

boost::json::object body_of(const Response& response) {
  return boost::json::parse(response.body).get_object();
}

TEST(ProblemTest, SaysWhatProblemDetailsSay) {
  const auto response = problem(Errc::cart_full, "/cart/items", "r-1", Language::english);
  EXPECT_EQ(response.status, 409);
  EXPECT_EQ(response.content_type, "application/problem+json");
  const auto body = body_of(response);
  EXPECT_EQ(body.at("type"), "/problems/cart-full");
  EXPECT_EQ(body.at("status"), 409);
  EXPECT_EQ(body.at("instance"), "/cart/items");
  EXPECT_EQ(body.at("code"), "CART_FULL");
  EXPECT_EQ(body.at("message"), "A cart holds at most 20 different items.");
  EXPECT_EQ(body.at("requestId"), "r-1");
  EXPECT_FALSE(body.contains("fieldErrors"));
}

TEST(ProblemTest, WhatIsForOurLogStaysThere) {
  const auto response
    = problem(Error{Errc::unavailable, "SELECT secret"}, "/", "", Language::korean);
  EXPECT_EQ(response.body.find("secret"), std::string::npos);
}

TEST(ProblemTest, WhoShouldComeBackIsToldWhen) {
  for (const auto code : {Errc::overloaded, Errc::unavailable, Errc::fenced, Errc::rate_limited})
    EXPECT_TRUE(problem(code, "/", "", Language::korean).header("Retry-After")) << info(code).name;
  Refusal refusal{Errc::rate_limited};
  refusal.headers.push_back({"Retry-After", "7"});
  EXPECT_EQ(*problem(refusal, "/", "", Language::korean).header("Retry-After"), "7");
}

TEST(ProblemTest, EveryWrongFieldIsListed) {
  Refusal refusal{Errc::invalid_request};
  refusal.field_errors
    = {{"orderItems[0].quantity", "100", "must be from 1 to 99"}, {"name", "null", "is required"}};
  const auto errors
    = body_of(problem(refusal, "/", "", Language::english)).at("fieldErrors").get_array();
  ASSERT_EQ(errors.size(), 2);
  EXPECT_EQ(errors[0].at("field"), "orderItems[0].quantity");
  EXPECT_EQ(errors[0].at("rejectedValue"), 100);
  EXPECT_TRUE(errors[1].at("rejectedValue").is_null());
}

TEST(ProblemTest, EveryShortSkuIsListed) {
  const Error error{Errc::out_of_stock, "", {{SkuId{5}, 3, 1}}};
  const auto shortages
    = body_of(problem(error, "/", "", Language::english)).at("shortages").get_array();
  ASSERT_EQ(shortages.size(), 1);
  EXPECT_EQ(shortages[0].at("skuId"), "5");
  EXPECT_EQ(shortages[0].at("available"), 1);
}

TEST(ProblemTest, APathInStrangeBytesMakesValidJson) {
  const auto response = problem(Errc::not_found, "/\xff\"", "", Language::english);
  EXPECT_EQ(body_of(response).at("instance"), "/%FF\"");
}

TEST(ProblemTest, KoreanUnlessEnglishIsWantedMore) {
  EXPECT_EQ(language_of(""), Language::korean);
  EXPECT_EQ(language_of("en-US,en;q=0.9"), Language::english);
  EXPECT_EQ(language_of("en;q=0.5, ko"), Language::korean);
  EXPECT_EQ(language_of("fr"), Language::korean);
  EXPECT_EQ(language_of("en;q=0"), Language::korean);
}

} // namespace
} // namespace baro
