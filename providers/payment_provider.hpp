#pragma once

#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

#include <chrono>
#include <string>

namespace baro {

struct PaymentProviderConfig {
  std::string url; // empty: there is none
  std::string api_key;
  std::string webhook_url; // where it calls back
  std::string return_url;  // where it leads the buyer afterwards
  std::chrono::milliseconds answer_wait_max{5'000};
};

/// Speaks with a payment provider over HTTP, in the shape that standins/README.md describes. Each
/// request carries the id of what it is for as its Idempotency-Key, so repeating one does no harm.
class PaymentProviderState {
public:
  static constexpr const char* name = "baro.payment_provider";

  PaymentProviderState(PaymentProviderActor::pointer self, HttpClientActor http,
                       PaymentProviderConfig config)
    : self_(self), http_(std::move(http)), config_(std::move(config)) {}

  PaymentProviderActor::behavior_type make_behavior();

private:
  caf::result<Charge> create(const CreateCharge& command);
  caf::result<Charge> find(const FindCharge& question);
  caf::result<void> refund(const RefundCharge& command);

  HttpCall call_to(const std::string& path) const;
  template <class Reply, class Read>
  caf::result<Reply> ask(HttpCall call, Read read);

  PaymentProviderActor::pointer self_;
  HttpClientActor http_;
  PaymentProviderConfig config_;
};

using PaymentProviderImpl = PaymentProviderActor::stateful_impl<PaymentProviderState>;

} // namespace baro
