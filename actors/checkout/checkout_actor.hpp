#pragma once

#include "actors/checkout/basket.hpp"
#include "actors/skus.hpp"
#include "protocol/actors.hpp"

#include <caf/stateful_actor.hpp>
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
};

/// Places one order at a time, step by step: which SKUs are meant, hold them all, commit, settle,
/// answer. A repeat of the request that is being worked on waits for the same answer.
class CheckoutState {
public:
  static constexpr const char* name = "baro.checkout";

  CheckoutState(CheckoutActor::pointer self, Address address, caf::actor shard,
                const CheckoutServices& services)
    : self_(self), address_(address), shard_(std::move(shard)), services_(services) {}

  CheckoutActor::behavior_type make_behavior();

private:
  using Reply = caf::typed_response_promise<Answer<OrderView>>;

  bool is_running() const { return !replies_.empty(); }
  bool repeats(const PlaceOrder& command) const;
  void find_skus();
  void hold();
  void held(std::vector<Result<StockHeld>> answers);
  void commit();
  void committed(const OrderView& view, const StockCommitted& verdict);
  void not_committed(const Error& reason);
  void settle_as(const std::function<ChangeOutcome(SkuId)>& outcome_of);
  void try_again(const Error& reason);
  void refuse(const Error& refusal);
  void answer(Result<Answer<OrderView>> answer);

  CheckoutActor::pointer self_;
  Address address_;
  caf::actor shard_;
  const CheckoutServices& services_;
  PlaceOrder command_;
  Basket basket_;
  int attempts_ = 0;
  std::vector<Reply> replies_; // that of the first request, then its repeats
};

using CheckoutImpl = CheckoutActor::stateful_impl<CheckoutState>;

} // namespace baro
