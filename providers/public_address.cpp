#include "providers/public_address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace baro {

namespace {

struct Network {
  std::uint32_t address;
  int bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d) {
  return a << 24 | b << 16 | c << 8 | d;
}

constexpr std::array closed_networks{
  Network{ip(0, 0, 0, 0), 8},      Network{ip(10, 0, 0, 0), 8},
  Network{ip(100, 64, 0, 0), 10},  Network{ip(127, 0, 0, 0), 8},
  Network{ip(169, 254, 0, 0), 16}, Network{ip(172, 16, 0, 0), 12},
  Network{ip(192, 0, 0, 0), 24},   Network{ip(192, 0, 2, 0), 24},
  Network{ip(192, 88, 99, 0), 24}, Network{ip(192, 168, 0, 0), 16},
  Network{ip(198, 18, 0, 0), 15},  Network{ip(198, 51, 100, 0), 24},
  Network{ip(203, 0, 113, 0), 24}, Network{ip(224, 0, 0, 0), 3},
};

bool is_public(std::uint32_t address) {
  return std::ranges::none_of(closed_networks, [address](const Network& network) {
    return ((address ^ network.address) >> (32 - network.bits)) == 0;
  });
}

std::uint32_t four_bytes(const unsigned char* bytes) {
  return ip(bytes[0], bytes[1], bytes[2], bytes[3]);
}

bool is_public(const in6_addr& address) {
  const auto* bytes = address.s6_addr;
  constexpr std::array<unsigned char, 12> mapped{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  constexpr std::array<unsigned char, 12> translated{0, 0x64, 0xff, 0x9b};
  if (std::equal(mapped.begin(), mapped.end(), bytes)
      || std::equal(translated.begin(), translated.end(), bytes))
    return is_public(four_bytes(bytes + 12));
  const bool is_6to4 = bytes[0] == 0x20 && bytes[1] == 0x02;
  if (is_6to4)
    return is_public(four_bytes(bytes + 2));
  const bool is_teredo_or_reserved = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] < 0x02;
  const bool is_documentation
    = bytes[0] == 0x20 && bytes[1] == 0x01 && bytes[2] == 0x0d && bytes[3] == 0xb8;
  return (bytes[0] & 0xe0) == 0x20 && !is_teredo_or_reserved && !is_documentation;
}

} // namespace

bool is_public_address(const sockaddr& address) {
  if (address.sa_family == AF_INET) {
    sockaddr_in ipv4{};
    std::memcpy(&ipv4, &address, sizeof ipv4);
    return is_public(ntohl(ipv4.sin_addr.s_addr));
  }
  if (address.sa_family == AF_INET6) {
    sockaddr_in6 ipv6{};
    std::memcpy(&ipv6, &address, sizeof ipv6);
    return is_public(ipv6.sin6_addr);
  }
  return false;
}

} // namespace baro
