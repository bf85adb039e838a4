#include "providers/public_address.hpp"

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <netinet/in.h>

namespace baro {
namespace {

bool is_public(const char* text) {
  sockaddr_storage storage{};
  auto& address = reinterpret_cast<sockaddr&>(storage);
  auto& ipv4 = reinterpret_cast<sockaddr_in&>(storage);
  auto& ipv6 = reinterpret_cast<sockaddr_in6&>(storage);
  if (inet_pton(AF_INET, text, &ipv4.sin_addr) == 1)
    address.sa_family = AF_INET;
  else if (inet_pton(AF_INET6, text, &ipv6.sin6_addr) == 1)
    address.sa_family = AF_INET6;
  else
    ADD_FAILURE() << text;
  return is_public_address(address);
}

TEST(PublicAddress, IsAnAddressOfTheInternet) {
  for (const auto* text : {"1.1.1.1", "9.255.255.255", "11.0.0.0", "172.15.255.255", "172.32.0.0",
                           "192.167.0.1", "100.63.0.1", "100.128.0.1", "223.255.255.255",
                           "2606:4700::1111", "2a00:1450::1", "::ffff:1.1.1.1", "64:ff9b::101:101"})
    EXPECT_TRUE(is_public(text)) << text;
}

TEST(PublicAddress, IsNoneOfThisMachineOrItsNetworkOrOfNobody) {
  for (const auto* text : {"127.0.0.1",
                           "127.8.9.1",
                           "0.0.0.0",
                           "10.0.0.1",
                           "172.16.0.1",
                           "172.31.255.255",
                           "192.168.1.1",
                           "169.254.169.254",
                           "100.64.0.1",
                           "192.0.0.1",
                           "192.0.2.1",
                           "198.18.0.1",
                           "198.19.255.255",
                           "198.51.100.1",
                           "203.0.113.1",
                           "224.0.0.1",
                           "240.0.0.1",
                           "255.255.255.255",
                           "::",
                           "::1",
                           "fe80::1",
                           "fc00::1",
                           "fd12::1",
                           "ff02::1",
                           "::ffff:127.0.0.1",
                           "::ffff:10.0.0.1",
                           "64:ff9b::7f00:1",
                           "2002:7f00:1::1",
                           "2002:c0a8:101::1",
                           "2001::1",
                           "2001:db8::1",
                           "::7f00:1"})
    EXPECT_FALSE(is_public(text)) << text;
}

TEST(PublicAddress, IsNothingThatIsNoAddressOfTheInternetAtAll) {
  sockaddr address{};
  address.sa_family = AF_UNIX;
  EXPECT_FALSE(is_public_address(address));
}

} // namespace
} // namespace baro
