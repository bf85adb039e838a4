#include "net/address_rates.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

using boost::asio::ip::make_address;

constexpr Timestamp start{1'000'000'000};
constexpr Timestamp later{start.micros + 2'000'000};

TEST(AddressRatesTest, EachAddressHasABucketOfItsOwn) {
  AddressRates rates{{1, 2}, 100};
  EXPECT_TRUE(rates.take(make_address("10.0.0.1"), start).allowed);
  EXPECT_TRUE(rates.take(make_address("10.0.0.1"), start).allowed);
  EXPECT_FALSE(rates.take(make_address("10.0.0.1"), start).allowed);
  EXPECT_TRUE(rates.take(make_address("10.0.0.2"), start).allowed);
}

TEST(AddressRatesTest, AnEmptyBucketTellsWhenTheNextTokenComes) {
  AddressRates rates{{0.5, 1}, 100};
  ASSERT_TRUE(rates.take(make_address("10.0.0.1"), start).allowed);
  const auto verdict = rates.take(make_address("10.0.0.1"), start);
  EXPECT_FALSE(verdict.allowed);
  EXPECT_EQ(verdict.reset, 2);
  EXPECT_TRUE(rates.take(make_address("10.0.0.1"), later).allowed);
}

TEST(AddressRatesTest, ANetworkOfIpV6CountsAsOne) {
  AddressRates rates{{1, 1}, 100};
  EXPECT_TRUE(rates.take(make_address("2001:db8:1:2::1"), start).allowed);
  EXPECT_FALSE(rates.take(make_address("2001:db8:1:2:ffff::9"), start).allowed);
  EXPECT_TRUE(rates.take(make_address("2001:db8:1:3::1"), start).allowed);
}

TEST(AddressRatesTest, AnAddressIsTheSameInEitherNotation) {
  AddressRates rates{{1, 1}, 100};
  EXPECT_TRUE(rates.take(make_address("10.0.0.1"), start).allowed);
  EXPECT_FALSE(rates.take(make_address("::ffff:10.0.0.1"), start).allowed);
}

TEST(AddressRatesTest, WhenTheTableIsFullTheRestShareOneBucket) {
  AddressRates rates{{1, 1}, 2};
  for (const auto* address : {"10.0.0.1", "10.0.0.2", "10.0.0.3"})
    EXPECT_TRUE(rates.take(make_address(address), start).allowed);
  EXPECT_FALSE(rates.take(make_address("10.0.0.4"), start).allowed);
}

TEST(AddressRatesTest, AFullTableForgetsThoseWhoHaveTheirTokensBack) {
  AddressRates rates{{1, 1}, 2};
  for (const auto* address : {"10.0.0.1", "10.0.0.2"})
    ASSERT_TRUE(rates.take(make_address(address), start).allowed);
  for (const auto* address : {"10.0.0.3", "10.0.0.4"})
    EXPECT_TRUE(rates.take(make_address(address), later).allowed);
}

TEST(AddressRatesTest, LookingTakesNothing) {
  AddressRates rates{{1, 1}, 1};
  const auto address = make_address("10.0.0.1");
  EXPECT_TRUE(rates.peek(address, start).allowed);
  EXPECT_TRUE(rates.peek(address, start).allowed);
  ASSERT_TRUE(rates.take(address, start).allowed);
  EXPECT_FALSE(rates.peek(address, start).allowed);
  EXPECT_TRUE(rates.peek(address, later).allowed);
}

TEST(AddressRatesTest, WhenTheTableIsFullTheSharedBucketIsLookedAt) {
  AddressRates rates{{1, 1}, 1};
  ASSERT_TRUE(rates.take(make_address("10.0.0.1"), start).allowed);
  EXPECT_TRUE(rates.peek(make_address("10.0.0.2"), start).allowed);
  ASSERT_TRUE(rates.take(make_address("10.0.0.2"), start).allowed);
  EXPECT_FALSE(rates.peek(make_address("10.0.0.3"), start).allowed);
}

TEST(AddressRatesTest, NoLimitMeansNoLimit) {
  AddressRates rates{{}, 1};
  for (int i = 0; i < 100; ++i)
    ASSERT_TRUE(rates.take(make_address("10.0.0.1"), start).allowed);
  EXPECT_EQ(rates.take(make_address("10.0.0.1"), start).limit, 0);
  EXPECT_TRUE(rates.peek(make_address("10.0.0.1"), start).allowed);
}

TEST(ClientAddressTest, OnlyAProxyIsBelievedAndOnlyItsOwnWord) {
  const auto peer = make_address("10.0.0.1");
  EXPECT_EQ(client_address(peer, "1.2.3.4", false), peer);
  EXPECT_EQ(client_address(peer, "6.6.6.6, 1.2.3.4", true), make_address("1.2.3.4"));
  EXPECT_EQ(client_address(peer, "", true), peer);
  EXPECT_EQ(client_address(peer, "nobody", true), peer);
}

} // namespace
} // namespace baro
