#pragma once

#include "actors/checkout/placing.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <list>

namespace baro {

/// Places orders, any number at a time. A repeat of a request that is being worked on waits for the
/// same answer.
class CheckoutState {
public:
  static constexpr const char* name = "baro.checkout";

  CheckoutState(CheckoutActor::pointer self, const CheckoutServices& services)
    : self_(self), services_(services) {}

  CheckoutActor::behavior_type make_behavior();

private:
  using Running = std::list<Placing>;

  caf::result<Answer<OrderView>> place(PlaceOrder command);
  Running::iterator find(const PlaceOrder& command);

  CheckoutActor::pointer self_;
  const CheckoutServices& services_;
  Running running_;
};

using CheckoutImpl = CheckoutActor::stateful_impl<CheckoutState>;

} // namespace baro
