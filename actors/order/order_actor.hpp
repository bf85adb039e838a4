#pragma once

#include "actors/order/order.hpp"
#include "actors/retry.hpp"
#include "actors/skus.hpp"
#include "protocol/actors.hpp"
#include "protocol/id_generator.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <deque>
#include <functional>

namespace baro {

struct OrderConfig {
  std::size_t waiting_max = 64; // steps that wait for the one that is being taken
};

/// What all ORDER actors share. Outlives them.
struct OrderServices {
  const Directory& directory;
  StockWriterActor writer;
  ReaderActor reader;
  IdGenerator& ids;
  std::function<Timestamp()> clock;
  RetryConfig retry{};
  OrderConfig config{};
};

/// Carries an order from one step to the next. What comes while a step is being taken waits, and is
/// decided on what the order is then: so whatever may happen to an order happens in one order.
class OrderState {
public:
  static constexpr const char* name = "baro.order";

  OrderState(OrderActor::pointer self, OrderRecord record, const OrderServices& services)
    : self_(self), order_(std::move(record)), services_(services) {}

  OrderActor::behavior_type make_behavior();

private:
  /// Something that was asked for.
  struct Task {
    std::function<OrderDecision(Timestamp)> decide;
    /// What is kept under its key, if it has one, of the order as it is after the step.
    std::function<std::optional<IdempotencyRecord>(const Order& after)> record;
    std::function<void(const Result<Done>&)> answer;
    /// Told the answer that its key had before.
    std::function<void(const std::string&)> replay;
  };

  caf::result<OrderView> take_over(Caller caller, std::function<OrderDecision(Timestamp)> decide);
  caf::result<OrderView> move(const MoveOrder& command);
  void show_after(caf::typed_response_promise<OrderView> reply, Caller caller,
                  std::function<OrderDecision(Timestamp)> decide);
  caf::result<void> take_note(std::function<OrderDecision(Timestamp)> decide);
  caf::result<Answer<OrderView>> take_back(const ReturnItems& command);
  caf::result<Payment> begin_payment(const BeginPayment& command);
  caf::result<Answer<PaymentView>> record_charge(const RecordCharge& command);
  PaymentView view_of(const Order& order, PaymentId payment) const;

  template <class Command>
  std::function<OrderDecision(Timestamp)> decide_on(const Command& command) {
    return [this, command](Timestamp at) { return order_.decide(command, at); };
  }

  void add(Task task);
  void next();
  void finish_if_current(Result<Done> result);
  void begin(OrderChanged step);
  void ask_for_stock();
  template <class Reply>
  void stock_answered(const std::vector<Result<Reply>>& answers);
  void commit();
  void committed(const StockCommitted& verdict);
  void not_committed(const Error& reason);
  void settle_as(const std::function<ChangeOutcome(SkuId)>& outcome_of);
  void try_again(const Error& reason);
  void finish(const Result<Done>& result);
  void quit(const Error& reason);

  OrderActor::pointer self_;
  Order order_;
  const OrderServices& services_;
  std::deque<Task> tasks_; // the first is being worked on
  std::size_t asking_ = 0; // questions of whether pre-ordered units have come in
  // Of the step that is being taken:
  OrderChanged step_;
  int attempts_ = 0;
};

using OrderImpl = OrderActor::stateful_impl<OrderState>;

} // namespace baro
