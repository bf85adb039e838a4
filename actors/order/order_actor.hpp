#pragma once

#include "actors/skus.hpp"
#include "protocol/actors.hpp"
#include "protocol/id_generator.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>

namespace baro {

/// What all ORDER actors share. Outlives them.
struct OrderServices {
  const Directory& directory;
  StockWriterActor writer;
  IdGenerator& ids;
  std::function<Timestamp()> clock;
  RetryConfig retry{};
};

/// Carries an order from one state to the next, one step at a time. Whoever asks for the step that
/// is being taken waits for the same answer.
class OrderState {
public:
  static constexpr const char* name = "baro.order";

  OrderState(OrderActor::pointer self, OrderRecord record, const OrderServices& services)
    : self_(self), order_(std::move(record)), services_(services) {}

  OrderActor::behavior_type make_behavior();

private:
  using Reply = caf::typed_response_promise<OrderView>;

  bool is_cancelling() const { return !replies_.empty(); }
  caf::result<OrderView> cancel(const CancelOrder& command);
  void expect_stock();
  void expected(const std::vector<Result<StockExpected>>& answers);
  void commit();
  void committed();
  void not_committed(const Error& reason);
  void settle_as(const std::function<ChangeOutcome(SkuId)>& outcome_of);
  void try_again(const Error& reason);
  void answer(const Result<OrderView>& answer);

  OrderActor::pointer self_;
  OrderRecord order_;
  const OrderServices& services_;
  // While it is being cancelled:
  ChangeId change_;
  std::vector<StockExpected> expected_;
  int attempts_ = 0;
  std::vector<Reply> replies_;
};

using OrderImpl = OrderActor::stateful_impl<OrderState>;

} // namespace baro
