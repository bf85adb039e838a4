#include "net/network.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

using boost::asio::ip::make_address;

bool contains(std::string_view network, const char* address) {
  return parse_network(network)->contains(make_address(address));
}

TEST(NetworkTest, HoldsWhatBeginsLikeIt) {
  EXPECT_TRUE(contains("10.0.0.0/8", "10.255.1.2"));
  EXPECT_FALSE(contains("10.0.0.0/8", "11.0.0.0"));
  EXPECT_TRUE(contains("10.9.8.128/25", "10.9.8.129"));
  EXPECT_FALSE(contains("10.9.8.128/25", "10.9.8.127"));
  EXPECT_TRUE(contains("fd00::/8", "fd12::1"));
  EXPECT_FALSE(contains("fd00::/8", "fe80::1"));
  EXPECT_TRUE(contains("0.0.0.0/0", "203.0.113.9"));
  EXPECT_FALSE(contains("0.0.0.0/0", "2001:db8::1")) << "of the other kind";
}

TEST(NetworkTest, AnAddressAloneIsOne) {
  EXPECT_TRUE(contains("10.0.0.7", "10.0.0.7"));
  EXPECT_FALSE(contains("10.0.0.7", "10.0.0.6"));
  EXPECT_FALSE(contains("::1", "::2"));
}

TEST(NetworkTest, AnAddressIsTheSameInEitherNotation) {
  EXPECT_TRUE(contains("10.0.0.0/8", "::ffff:10.1.2.3"));
  EXPECT_TRUE(contains("::ffff:10.0.0.7", "10.0.0.7"));
}

TEST(NetworkTest, NonsenseIsNone) {
  for (const auto* text : {"", "/", "10.0.0.0/", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/8x",
                           "proxy", "fd00::/129", "10.0.0", "10.0.0.0/8/8"})
    EXPECT_FALSE(parse_network(text)) << text;
}

} // namespace
} // namespace baro
