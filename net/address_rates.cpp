#include "net/address_rates.hpp"

#include "net/text.hpp"
#include "protocol/address.hpp"

namespace baro {

namespace {

// Looking through a full table takes a while, and nobody may be made to do it all the time.
constexpr std::int64_t sweep_micros_min = 1'000'000;

} // namespace

AddressRates::AddressRates(RateLimit limit, std::size_t addresses_max)
  : limit_(limit), addresses_max_(addresses_max), shared_(limit, now()) {}

RateVerdict AddressRates::take(const boost::asio::ip::address& address, Timestamp at) {
  if (limit_.per_second <= 0)
    return {};
  const std::scoped_lock lock{mutex_};
  return bucket_of(network_of(address), at).take(at);
}

RateVerdict AddressRates::peek(const boost::asio::ip::address& address, Timestamp at) {
  if (limit_.per_second <= 0)
    return {};
  const std::scoped_lock lock{mutex_};
  const auto it = buckets_.find(network_of(address));
  auto bucket = it != buckets_.end()               ? it->second
                : buckets_.size() < addresses_max_ ? TokenBucket{limit_, at}
                                                   : shared_;
  return bucket.take(at);
}

std::int64_t AddressRates::window() const {
  return limit_.per_second <= 0
           ? 0
           : static_cast<std::int64_t>(static_cast<double>(limit_.burst) / limit_.per_second);
}

// A customer of IPv6 has a /64 at the least. A collision makes one customer of two.
std::uint64_t network_of(const boost::asio::ip::address& address) {
  if (address.is_v4())
    return mix(address.to_v4().to_uint());
  const auto v6 = address.to_v6();
  if (v6.is_v4_mapped())
    return mix(boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, v6).to_uint());
  std::uint64_t prefix = 0;
  for (std::size_t i = 0; i < 8; ++i)
    prefix = prefix << 8 | v6.to_bytes()[i];
  return mix(~prefix);
}

TokenBucket& AddressRates::bucket_of(Key key, Timestamp at) {
  if (const auto it = buckets_.find(key); it != buckets_.end())
    return it->second;
  if (buckets_.size() >= addresses_max_ && at.micros - swept_at_.micros >= sweep_micros_min) {
    swept_at_ = at;
    std::erase_if(buckets_, [at](auto& entry) { return entry.second.is_full(at); });
  }
  if (buckets_.size() >= addresses_max_)
    return shared_;
  return buckets_.try_emplace(key, limit_, at).first->second;
}

boost::asio::ip::address client_address(const boost::asio::ip::address& peer,
                                        std::string_view forwarded_for, bool behind_proxy) {
  if (!behind_proxy)
    return peer;
  boost::system::error_code unreadable;
  const auto last = trim(forwarded_for.substr(forwarded_for.rfind(',') + 1));
  const auto address = boost::asio::ip::make_address(std::string{last}, unreadable);
  return unreadable ? peer : address;
}

} // namespace baro
