#include "net/address_connections.hpp"

#include "net/address_rates.hpp"

namespace baro {

AddressConnections::Place::~Place() {
  if (network_)
    all_.remove(*network_);
}

bool AddressConnections::Place::take(const boost::asio::ip::address& address) {
  if (all_.each_max_ == 0)
    return true;
  const auto network = network_of(address);
  if (!all_.add(network))
    return false;
  network_ = network;
  return true;
}

bool AddressConnections::add(std::uint64_t network) {
  const std::scoped_lock lock{mutex_};
  auto& count = counts_[network];
  if (count >= each_max_)
    return false;
  ++count;
  return true;
}

void AddressConnections::remove(std::uint64_t network) {
  const std::scoped_lock lock{mutex_};
  if (const auto it = counts_.find(network); --it->second == 0)
    counts_.erase(it);
}

} // namespace baro
