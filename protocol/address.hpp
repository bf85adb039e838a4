#pragma once

#include "protocol/describe.hpp"

#include <compare>
#include <cstdint>
#include <functional>

namespace baro {

/// What lives at an address. Values travel between nodes: append.
enum class EntityKind : std::uint8_t {
  session = 1,
  cart,
  sku,
  order,
  checkout,
  deck,
  credit,
  drop,
  coupon,
};
BOOST_DESCRIBE_ENUM(EntityKind, session, cart, sku, order, checkout, deck, credit, drop, coupon)

/// Names one entity of the cluster, wherever it lives.
struct Address {
  EntityKind kind = EntityKind::sku;
  std::int64_t id = 0;

  friend auto operator<=>(const Address&, const Address&) = default;
};
BOOST_DESCRIBE_STRUCT(Address, (), (kind, id))

/// Spreads neighbours apart (the finaliser of SplitMix64: Steele, Lea, Flood, OOPSLA 2014).
constexpr std::uint64_t mix(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

constexpr std::uint64_t hash_of(Address address) {
  return mix(static_cast<std::uint64_t>(address.id)
             ^ (static_cast<std::uint64_t>(address.kind) << 56));
}

/// How many parts the addresses are divided into. Ownership moves by shard.
inline constexpr std::uint32_t shards_max = 1024;

constexpr std::uint32_t shard_of(Address address) {
  return static_cast<std::uint32_t>(hash_of(address) % shards_max);
}

} // namespace baro

template <>
struct std::hash<baro::Address> {
  std::size_t operator()(const baro::Address& address) const noexcept {
    return baro::hash_of(address);
  }
};
