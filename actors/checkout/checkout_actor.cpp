#include "actors/checkout/checkout_actor.hpp"

#include <algorithm>

namespace baro {

CheckoutActor::behavior_type CheckoutState::make_behavior() {
  return {
    [this](Passivate) { return running_.empty(); },
    [this](PlaceOrder& command) { return place(std::move(command)); },
  };
}

caf::result<Answer<OrderView>> CheckoutState::place(PlaceOrder command) {
  const auto first = find(command);
  if (first != running_.end()
      && first->command().idempotency->fingerprint != command.idempotency->fingerprint)
    return to_caf(Errc::idempotency_key_reused);
  auto reply = self_->make_response_promise<Answer<OrderView>>();
  if (first != running_.end()) {
    first->wait_for_answer(reply);
    return reply;
  }
  const auto placing = running_.emplace(running_.end(), self_, services_, std::move(command));
  placing->wait_for_answer(reply);
  placing->begin([this, placing] { running_.erase(placing); });
  return reply;
}

/// What runs under the same Idempotency-Key.
CheckoutState::Running::iterator CheckoutState::find(const PlaceOrder& command) {
  if (!command.idempotency)
    return running_.end();
  return std::ranges::find_if(running_, [&](const Placing& placing) {
    const auto& other = placing.command();
    return other.user == command.user && other.idempotency
           && other.idempotency->key == command.idempotency->key;
  });
}

} // namespace baro
