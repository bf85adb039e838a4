#pragma once

#include <boost/asio/ip/address.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace baro {

/// Addresses that begin alike. A single one is a network, too.
class Network {
public:
  Network(const boost::asio::ip::address& address, unsigned bits);

  /// An IPv4 address is the same in either notation.
  bool contains(const boost::asio::ip::address& address) const;

private:
  boost::asio::ip::address_v6::bytes_type begins_;
  unsigned bits_;
};

/// `10.0.0.7`, `10.0.0.0/8`, `fd00::/8`.
std::optional<Network> parse_network(std::string_view text);

/// Of texts that have been checked.
std::vector<Network> networks_of(const std::vector<std::string>& texts);

} // namespace baro
