#pragma once

#include "actors/checkout/basket.hpp"
#include "actors/checkout/turns.hpp"
#include "actors/retry.hpp"
#include "actors/skus.hpp"
#include "protocol/actors.hpp"

#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>

namespace baro {

/// What all CHECKOUT actors share. Outlives them.
struct CheckoutServices {
  const Directory& directory;
  StockWriterActor writer;
  ReaderActor reader;
  std::function<Timestamp()> clock;
  RetryConfig retry{};
  /// How long an order may stay unpaid. 0: for ever.
  std::chrono::milliseconds payment_window{0};
};

/// One order being placed, step by step: which SKUs and which coupon are meant, hold them all,
/// commit, settle, answer. Where SKUs are of drops, it takes the turns that they need and holds
/// them again. Lives in its CHECKOUT until it has answered.
class Placing {
public:
  Placing(CheckoutActor::pointer self, const CheckoutServices& services, PlaceOrder command)
    : self_(self), services_(services), command_(std::move(command)) {}

  Placing(const Placing&) = delete;
  Placing& operator=(const Placing&) = delete;

  using Reply = caf::typed_response_promise<Answer<OrderView>>;

  const PlaceOrder& command() const { return command_; }

  /// The first is whose request it is, the others have repeated it.
  void wait_for_answer(Reply reply) { replies_.push_back(std::move(reply)); }

  /// Calls `done` when it has answered; nothing touches this object any more by then.
  void begin(std::function<void()> done);

private:
  void find_coupon();
  void hold();
  void held(std::vector<Result<StockHeld>> answers);
  void take_turns();
  void hold_coupon();
  void commit();
  void committed(OrderView view, const StockCommitted& verdict);
  void not_committed(const Error& reason);
  void settle_as(const std::function<ChangeOutcome(SkuId)>& outcome_of);
  void settle_coupon_as(ChangeOutcome outcome);
  void try_again(const Error& reason);
  void refuse(const Error& refusal);
  void answer(Result<Answer<OrderView>> answer);

  CheckoutActor::pointer self_;
  const CheckoutServices& services_;
  PlaceOrder command_;
  std::function<void()> done_;
  Basket basket_;
  Turns turns_;
  // Where it names a coupon:
  FoundCoupon coupon_;
  std::optional<RedeemedCoupon> coupon_held_;
  int attempts_ = 0;
  std::vector<Reply> replies_;
};

} // namespace baro
