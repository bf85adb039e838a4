#pragma once

#include "protocol/actors.hpp"
#include "protocol/directory.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>

namespace baro {

/// What PAYMENTS works with. All of it outlives it.
struct PaymentsServices {
  const Directory& directory;
  ReaderActor reader;
  PaymentProviderActor provider;
  std::string provider_name; // in the path of its notices, and in the database
};

/// Goes between the orders of the whole cluster and the payment provider. It remembers nothing:
/// what is to be remembered, ORDER has committed before the provider hears of it, so a node may die
/// at any moment, and whoever asks next goes on from there.
class PaymentsState {
public:
  static constexpr const char* name = "baro.payments";

  PaymentsState(PaymentsActor::pointer self, PaymentsServices services)
    : self_(self), services_(std::move(services)) {}

  PaymentsActor::behavior_type make_behavior();

private:
  using Started = caf::typed_response_promise<Answer<PaymentView>>;
  using Recorded = std::function<void(Result<Answer<PaymentView>>)>;

  caf::result<Answer<PaymentView>> start(const StartPayment& command);
  void begin(const StartPayment& command, Started reply);
  void charge(const StartPayment& command, const Payment& payment, Started reply);
  caf::result<PaymentView> confirm(const ConfirmPayment& command);
  caf::result<void> note(const NotePayment& notice);
  caf::result<void> check(const CheckPayment& command);
  caf::result<void> pay_back(const PayBack& command);

  void find_charge(const PaymentRecord& record, Recorded recorded);
  void record(RecordCharge command, Recorded recorded);
  void find_payment(PaymentId payment, std::function<void(Result<PaymentRecord>)> found);

  PaymentsActor::pointer self_;
  PaymentsServices services_;
};

using PaymentsImpl = PaymentsActor::stateful_impl<PaymentsState>;

} // namespace baro
