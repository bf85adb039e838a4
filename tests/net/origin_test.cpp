#include "net/origin.hpp"

#include "tests/net/support.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

class OriginTest : public testing::Test {
protected:
  bool may_change(TestHeaders headers) {
    const auto sent = message(http::verb::post, "/orders", headers);
    return policy.may_change_state(view(sent));
  }

  Response shared_with(const std::string& origin) {
    Response response;
    const auto sent = message(http::verb::get, "/cart", {{"Origin", origin}});
    policy.share(view(sent), response);
    return response;
  }

  NetConfig config = [] {
    NetConfig result;
    result.public_url = "https://baro.example";
    result.allowed_origins = {"https://front.example"};
    return result;
  }();
  OriginPolicy policy{config};
};

TEST_F(OriginTest, ProgramsSendNeitherHeader) { EXPECT_TRUE(may_change({})); }

TEST_F(OriginTest, OurOwnPagesMay) {
  EXPECT_TRUE(may_change({{"Origin", "https://baro.example"}, {"Sec-Fetch-Site", "same-origin"}}));
  EXPECT_TRUE(may_change({{"Origin", "http://127.0.0.1:8080"}, {"Host", "127.0.0.1:8080"}}));
  EXPECT_TRUE(may_change({{"Sec-Fetch-Site", "none"}}));
}

TEST_F(OriginTest, AnAllowedOriginMayEvenAcrossSites) {
  EXPECT_TRUE(may_change({{"Origin", "https://front.example"}, {"Sec-Fetch-Site", "cross-site"}}));
}

TEST_F(OriginTest, OthersMayNot) {
  EXPECT_FALSE(may_change({{"Sec-Fetch-Site", "cross-site"}}));
  EXPECT_FALSE(may_change({{"Origin", "null"}}));
  EXPECT_FALSE(may_change({{"Origin", "https://evil.example"}, {"Host", "baro.example"}}));
  EXPECT_FALSE(may_change({{"Origin", "https://front.example.evil.example"}}));
  EXPECT_FALSE(may_change({{"Origin", "http://front.example"}}));
  EXPECT_FALSE(may_change({{"Origin", "https://evil.example"}, {"Sec-Fetch-Site", "same-site"}}));
}

TEST_F(OriginTest, OnlyAnAllowedOriginMayReadAnswers) {
  const auto allowed = shared_with("https://front.example");
  ASSERT_TRUE(allowed.header("Access-Control-Allow-Origin"));
  EXPECT_EQ(*allowed.header("Access-Control-Allow-Origin"), "https://front.example");
  EXPECT_EQ(*allowed.header("Access-Control-Allow-Credentials"), "true");
  EXPECT_EQ(*allowed.header("Vary"), "Origin");

  const auto other = shared_with("https://evil.example");
  EXPECT_FALSE(other.header("Access-Control-Allow-Origin"));
  EXPECT_EQ(*other.header("Vary"), "Origin")
    << "a cache must not give one origin's answer to another";
}

} // namespace
} // namespace baro
