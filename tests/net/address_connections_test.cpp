#include "net/address_connections.hpp"

#include <gtest/gtest.h>

namespace baro {
namespace {

using boost::asio::ip::make_address;
using Place = AddressConnections::Place;

const auto one = make_address("10.0.0.1");

TEST(AddressConnectionsTest, AnAddressHasSoManyAndNoMore) {
  AddressConnections all{2};
  Place first{all};
  Place second{all};
  Place third{all};
  Place of_another{all};
  EXPECT_TRUE(first.take(one));
  EXPECT_TRUE(second.take(one));
  EXPECT_FALSE(third.take(one));
  EXPECT_TRUE(of_another.take(make_address("10.0.0.2")));
}

TEST(AddressConnectionsTest, APlaceIsGivenBackOnce) {
  AddressConnections all{1};
  {
    Place first{all};
    Place refused{all};
    ASSERT_TRUE(first.take(one));
    ASSERT_FALSE(refused.take(one));
  }
  Place second{all};
  Place third{all};
  EXPECT_TRUE(second.take(one));
  EXPECT_FALSE(third.take(one));
}

TEST(AddressConnectionsTest, ANetworkOfIpV6CountsAsOne) {
  AddressConnections all{1};
  Place first{all};
  Place second{all};
  EXPECT_TRUE(first.take(make_address("2001:db8:1:2::1")));
  EXPECT_FALSE(second.take(make_address("2001:db8:1:2::2")));
}

TEST(AddressConnectionsTest, NoLimitMeansNoLimit) {
  AddressConnections all{0};
  Place first{all};
  Place second{all};
  EXPECT_TRUE(first.take(one));
  EXPECT_TRUE(second.take(one));
}

} // namespace
} // namespace baro
