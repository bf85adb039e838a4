#pragma once

#include <boost/asio/ip/address.hpp>

#include <cstdint>
#include <mutex>
#include <optional>
#include <unordered_map>

namespace baro {

/// How many connections each address has, so that none takes them all. From any thread.
class AddressConnections {
public:
  /// At most `each_max` for an address; 0: any number.
  explicit AddressConnections(std::int64_t each_max) : each_max_(each_max) {}

  /// One connection's place; given back at the end.
  class Place {
  public:
    explicit Place(AddressConnections& all) : all_(all) {}
    ~Place();
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    /// Whether there was one for this address. To be asked once.
    bool take(const boost::asio::ip::address& address);

  private:
    AddressConnections& all_;
    std::optional<std::uint64_t> network_;
  };

private:
  bool add(std::uint64_t network);
  void remove(std::uint64_t network);

  const std::int64_t each_max_;
  std::mutex mutex_;
  std::unordered_map<std::uint64_t, std::int64_t> counts_;
};

} // namespace baro
