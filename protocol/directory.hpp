#pragma once

#include "protocol/actors.hpp"

#include <caf/actor.hpp>
#include <caf/send.hpp>

namespace baro {

/// Through which an address becomes a handle: the shard that holds the entity, here or on another
/// node. Safe to use from any thread.
class Directory {
public:
  virtual ~Directory() = default;

  /// Send it an Envelope.
  virtual caf::actor shard_of(Address address) const = 0;
};

/// A message that wakes the entity if need be.
template <class Message>
Envelope envelope(Address to, Message message) {
  return {to, caf::make_message(std::move(message)), true};
}

/// A message that is of no interest to an entity that sleeps.
template <class Message>
Envelope if_awake(Address to, Message message) {
  return {to, caf::make_message(std::move(message)), false};
}

/// Tells it to the entity if it is awake, and waits for nothing.
template <class Message>
void tell_if_awake(const Directory& directory, Address to, Message message) {
  caf::anon_send(directory.shard_of(to), if_awake(to, std::move(message)));
}

constexpr Address address_of(SessionId id) { return {EntityKind::session, id.value}; }
constexpr Address address_of(SkuId id) { return {EntityKind::sku, id.value}; }
constexpr Address address_of(OrderId id) { return {EntityKind::order, id.value}; }
constexpr Address address_of(CouponId id) { return {EntityKind::coupon, id.value}; }
constexpr Address cart_address(UserId id) { return {EntityKind::cart, id.value}; }
constexpr Address deck_address(UserId id) { return {EntityKind::deck, id.value}; }
constexpr Address credit_address(UserId id) { return {EntityKind::credit, id.value}; }
constexpr Address drop_address(ProductId id) { return {EntityKind::drop, id.value}; }

/// How many CHECKOUTs there are: enough to spread over all shards.
inline constexpr std::uint64_t checkouts_max = 4 * shards_max;

/// The same for all repeats of one Idempotency-Key.
inline std::uint64_t request_of(const PlaceOrder& order) {
  auto hash = mix(static_cast<std::uint64_t>(order.user.value));
  if (order.idempotency)
    for (const unsigned char byte : order.idempotency->key)
      hash = mix(hash ^ byte);
  else
    hash = mix(hash ^ static_cast<std::uint64_t>(order.order.value));
  return hash;
}

/// All repeats of one Idempotency-Key meet at one address.
inline Address checkout_address(const PlaceOrder& order) {
  return {EntityKind::checkout, static_cast<std::int64_t>(request_of(order) % checkouts_max)};
}

} // namespace baro
