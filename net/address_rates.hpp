#pragma once

#include "protocol/token_bucket.hpp"

#include <boost/asio/ip/address.hpp>

#include <mutex>
#include <unordered_map>

namespace baro {

/// The network of one customer, as a number: with IPv6 a /64, with IPv4 the address itself.
std::uint64_t network_of(const boost::asio::ip::address& address);

/// A token bucket for each address, for callers who have no session. From any thread.
class AddressRates {
public:
  /// Remembers at most `addresses_max`; any more share one bucket.
  AddressRates(RateLimit limit, std::size_t addresses_max);

  RateVerdict take(const boost::asio::ip::address& address, Timestamp at);

  /// What take() would say.
  RateVerdict peek(const boost::asio::ip::address& address, Timestamp at);

  /// Seconds in which a bucket fills.
  std::int64_t window() const;

private:
  using Key = std::uint64_t;

  TokenBucket& bucket_of(Key key, Timestamp at);

  RateLimit limit_;
  std::size_t addresses_max_;
  std::mutex mutex_;
  std::unordered_map<Key, TokenBucket> buckets_;
  TokenBucket shared_;
  Timestamp swept_at_;
};

/// The client's address: behind a proxy, the one that it vouches for.
boost::asio::ip::address client_address(const boost::asio::ip::address& peer,
                                        std::string_view forwarded_for, bool behind_proxy);

} // namespace baro
