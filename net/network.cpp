#include "net/network.hpp"

#include "net/text.hpp"

namespace baro {

namespace {

namespace ip = boost::asio::ip;

constexpr unsigned bits_v4 = 32;
constexpr unsigned bits_v6 = 128;

// As IPv6 has it, so that there is one notation to compare.
ip::address_v6::bytes_type bytes_of(const ip::address& address) {
  return (address.is_v4() ? ip::make_address_v6(ip::v4_mapped, address.to_v4()) : address.to_v6())
    .to_bytes();
}

} // namespace

Network::Network(const ip::address& address, unsigned bits)
  : begins_(bytes_of(address)), bits_(address.is_v4() ? bits_v6 - bits_v4 + bits : bits) {}

bool Network::contains(const ip::address& address) const {
  const auto bytes = bytes_of(address);
  for (unsigned bit = 0; bit < bits_; ++bit)
    if (((bytes[bit / 8] ^ begins_[bit / 8]) >> (7 - bit % 8) & 1) != 0)
      return false;
  return true;
}

std::optional<Network> parse_network(std::string_view text) {
  const bool has_bits = text.find('/') != std::string_view::npos;
  const std::string address_text{next_token(text, '/')};
  boost::system::error_code unreadable;
  const auto address = ip::make_address(address_text, unreadable);
  if (unreadable)
    return std::nullopt;
  const std::int64_t bits_max = address.is_v4() ? bits_v4 : bits_v6;
  const auto bits = has_bits ? parse_integer(text) : bits_max;
  if (!bits || *bits < 0 || *bits > bits_max)
    return std::nullopt;
  return Network{address, static_cast<unsigned>(*bits)};
}

std::vector<Network> networks_of(const std::vector<std::string>& texts) {
  std::vector<Network> networks;
  for (const auto& text : texts)
    if (auto network = parse_network(text))
      networks.push_back(*network);
  return networks;
}

} // namespace baro
