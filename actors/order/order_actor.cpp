#include "actors/order/order_actor.hpp"

#include "actors/stored_answer.hpp"

#include <algorithm>

namespace baro {

namespace {

constexpr Epoch no_epoch = 0; // activations count from 1

/// Whether a SKU does not give its units, as opposed to having moved or being busy.
bool is_refusal(Errc code) {
  return code == Errc::out_of_stock || code == Errc::not_on_sale || code == Errc::not_your_turn;
}

} // namespace

OrderActor::behavior_type OrderState::make_behavior() {
  return {
    [this](Passivate) { return tasks_.empty() && asking_ == 0; },
    [this](const CancelOrder& command) { return take_over(command.caller, decide_on(command)); },
    [this](const MoveOrder& command) { return move(command); },
    [this](const ReturnItems& command) { return take_back(command); },
    [this](const ExpireOrder& command) { return take_note(decide_on(command)); },
    [this](const BeginPayment& command) { return begin_payment(command); },
    [this](const RecordCharge& command) { return record_charge(command); },
    [this](const RecordRefund& command) { return take_note(decide_on(command)); },
  };
}

/// For those who want to see the order after it.
caf::result<OrderView> OrderState::take_over(Caller caller,
                                             std::function<OrderDecision(Timestamp)> decide) {
  auto reply = self_->make_response_promise<OrderView>();
  show_after(reply, caller, std::move(decide));
  return reply;
}

void OrderState::show_after(caf::typed_response_promise<OrderView> reply, Caller caller,
                            std::function<OrderDecision(Timestamp)> decide) {
  add({std::move(decide),
       {},
       [this, reply, caller](const Result<Done>& result) {
         if (result)
           deliver(reply, Result<OrderView>{view_for(order_.record(), caller)});
         else
           deliver(reply, Result<OrderView>{result.error()});
       },
       {}});
}

// What was sold before it was received is not shipped before it is.
caf::result<OrderView> OrderState::move(const MoveOrder& command) {
  const auto& view = order_.record().view;
  if (command.action != OrderAction::SHIP
      || std::ranges::none_of(view.items, &OrderItemView::preorder))
    return take_over(command.caller, decide_on(command));
  auto reply = self_->make_response_promise<OrderView>();
  ++asking_;
  self_->request(services_.reader, caf::infinite, FindUnreceived{view.order_id})
    .then(
      [this, reply, command](const UnreceivedUnits& units) {
        --asking_;
        auto decide = [this, command, missing = units.all](Timestamp at) {
          auto decision = order_.decide(command, at);
          if (decision && *decision && !missing.empty())
            return OrderDecision{Error{Errc::not_received, {}, missing}};
          return decision;
        };
        show_after(reply, command.caller, std::move(decide));
      },
      [this, reply](caf::error& error) mutable {
        --asking_;
        reply.deliver(std::move(error));
      });
  return reply;
}

/// For those who only want to know that it is on disk.
caf::result<void> OrderState::take_note(std::function<OrderDecision(Timestamp)> decide) {
  auto reply = self_->make_response_promise<void>();
  add({std::move(decide),
       {},
       [reply](const Result<Done>& result) mutable {
         if (result)
           reply.deliver();
         else
           reply.deliver(to_caf(result.error()));
       },
       {}});
  return reply;
}

caf::result<Answer<OrderView>> OrderState::take_back(const ReturnItems& command) {
  auto reply = self_->make_response_promise<Answer<OrderView>>();
  const auto caller = command.caller;
  const auto& key = command.idempotency;
  auto answer = [this, reply, caller, key](const Result<Done>& result) {
    if (result)
      return deliver(reply, Result{Answer<OrderView>{view_for(order_.record(), caller)}});
    refuse<OrderView>(self_, services_.reader, caller.user, key, result.error(),
                      [reply](const auto& refusal) { deliver(reply, refusal); });
  };
  add({decide_on(command),
       [caller, key](const Order& after) {
         return record_of(caller.user, key, view_for(after.record(), caller));
       },
       std::move(answer),
       [reply](const std::string& stored) { deliver(reply, replayed<OrderView>(stored)); }});
  return reply;
}

caf::result<Payment> OrderState::begin_payment(const BeginPayment& command) {
  auto reply = self_->make_response_promise<Payment>();
  add({decide_on(command),
       {},
       [this, reply](const Result<Done>& result) {
         if (result)
           deliver(reply, Result<Payment>{*order_.open_payment()});
         else
           deliver(reply, Result<Payment>{result.error()});
       },
       {}});
  return reply;
}

caf::result<Answer<PaymentView>> OrderState::record_charge(const RecordCharge& command) {
  auto reply = self_->make_response_promise<Answer<PaymentView>>();
  const auto payment = command.payment;
  auto decide = [this, command](Timestamp at) {
    auto decision = order_.decide(command, at);
    // What is known already brings no step, but the key is to be kept all the same.
    if (decision && !*decision && command.idempotency)
      return OrderDecision{order_.step(at, std::nullopt)};
    return decision;
  };
  add({std::move(decide),
       [this, command](const Order& after) {
         return record_of(command.user.value_or(UserId{}), command.idempotency,
                          view_of(after, command.payment));
       },
       [this, reply, payment](const Result<Done>& result) {
         if (result)
           deliver(reply, Result{Answer<PaymentView>{view_of(order_, payment)}});
         else
           deliver(reply, Result<Answer<PaymentView>>{result.error()});
       },
       [reply](const std::string& stored) { deliver(reply, replayed<PaymentView>(stored)); }});
  return reply;
}

PaymentView OrderState::view_of(const Order& order, PaymentId id) const {
  const auto& payment = *order.payment(id);
  return {payment.payment,  order.record().view.order_id, payment.status,      payment.amount,
          payment.provider, payment.started_at,           payment.redirect_url};
}

void OrderState::add(Task task) {
  if (tasks_.size() > services_.config.waiting_max)
    return task.answer(Error{Errc::overloaded, "too much waits for one order"});
  tasks_.push_back(std::move(task));
  if (tasks_.size() == 1)
    next();
}

void OrderState::next() {
  if (tasks_.empty())
    return;
  auto decision = tasks_.front().decide(services_.clock());
  if (decision && *decision) {
    attempts_ = 0;
    begin(**std::move(decision));
  } else {
    finish_if_current(decision ? Result<Done>{Done{}} : Result<Done>{decision.error()});
  }
}

// The commit of a step shows whether it was decided on what the order is. Where there is no step,
// an earlier activation may have taken one since this one was loaded.
void OrderState::finish_if_current(Result<Done> result) {
  self_->request(services_.reader, caf::infinite, LoadOrder{order_.record().view.order_id})
    .then(
      [this, result = std::move(result)](const OrderRecord& record) {
        if (record.version == order_.record().version)
          finish(result);
        else
          quit(Error{Errc::fenced, "an earlier activation has taken a step"});
      },
      [this](const caf::error& error) { finish(from_caf(error)); });
}

void OrderState::begin(OrderChanged step) {
  step_ = std::move(step);
  for (auto& refund : step_.refunds)
    if (refund.refund == RefundId{})
      refund.refund = services_.ids.next<RefundId>();
  step_.change = services_.ids.next<ChangeId>();
  if (step_.lines.empty())
    commit();
  else
    ask_for_stock();
}

// A step either brings units back or takes some, never both.
void OrderState::ask_for_stock() {
  ++attempts_;
  const auto ask = [this]<class Reply, class Question>(std::type_identity<Reply>,
                                                       std::type_identity<Question>) {
    std::vector<Question> questions;
    for (const auto& line : step_.lines)
      questions.push_back({step_.change, line.sku, std::abs(line.delta)});
    ask_skus<Reply>(self_, services_.directory, std::move(questions),
                    [this](const std::vector<Result<Reply>>& answers) { stock_answered(answers); });
  };
  if (step_.lines.front().delta < 0)
    ask(std::type_identity<StockHeld>{}, std::type_identity<HoldStock>{});
  else
    ask(std::type_identity<StockExpected>{}, std::type_identity<ExpectStock>{});
}

template <class Reply>
void OrderState::stock_answered(const std::vector<Result<Reply>>& answers) {
  const Error* failure = nullptr;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    step_.lines[i].epoch = answers[i] ? answers[i]->epoch : no_epoch;
    if constexpr (std::is_same_v<Reply, StockHeld>)
      step_.lines[i].preordered = answers[i] ? answers[i]->preordered : std::nullopt;
    if (!answers[i] && (!failure || is_refusal(answers[i].error().code)))
      failure = &answers[i].error();
  }
  if (!failure)
    return commit();
  settle_as([](SkuId) { return ChangeOutcome::aborted; });
  if (is_refusal(failure->code))
    begin(order_.without_stock(step_)); // sold by now
  else
    try_again(*failure);
}

// Only the writer gives up on a commit: giving up here would leave open whether it happened.
void OrderState::commit() {
  std::optional<IdempotencyRecord> record;
  if (const auto& record_of_task = tasks_.front().record) {
    auto after = order_;
    after.apply(step_);
    record = record_of_task(after);
  }
  self_->request(services_.writer, caf::infinite, CommitStock{step_, std::move(record)})
    .then([this](const StockCommitted& verdict) { committed(verdict); },
          [this](const caf::error& error) { not_committed(from_caf(error)); });
}

void OrderState::committed(const StockCommitted& verdict) {
  if (verdict.earlier_answer) {
    settle_as([](SkuId) { return ChangeOutcome::aborted; });
    const auto task = std::move(tasks_.front());
    tasks_.pop_front();
    task.replay(*verdict.earlier_answer);
    return next();
  }
  settle_as([](SkuId) { return ChangeOutcome::committed; });
  if (step_.coupon)
    tell_if_awake(services_.directory, address_of(*step_.coupon), RefreshCoupon{*step_.coupon});
  order_.apply(step_);
  finish(Done{});
}

// Quits where its memory may be wrong, to be loaded anew.
void OrderState::not_committed(const Error& reason) {
  if (reason.code == Errc::deadline_passed) {
    quit(reason);
    return;
  }
  settle_as([&](SkuId sku) { return outcome_for(sku, reason); });
  if (reason.code != Errc::fenced)
    return finish(reason);
  if (!reason.shortages.empty())
    return try_again(reason);
  quit(reason); // the order itself has changed meanwhile
}

void OrderState::settle_as(const std::function<ChangeOutcome(SkuId)>& outcome_of) {
  for (const auto& line : step_.lines)
    if (line.epoch != no_epoch)
      tell_if_awake(services_.directory, address_of(line.sku),
                    SettleStock{step_.change, line.sku, line.epoch, outcome_of(line.sku)});
}

void OrderState::try_again(const Error& reason) {
  if (attempts_ >= services_.retry.attempts_max)
    return finish(reason);
  step_.change = services_.ids.next<ChangeId>();
  self_->run_delayed(pause_before(attempts_, services_.retry), [this] { ask_for_stock(); });
}

void OrderState::finish(const Result<Done>& result) {
  const auto task = std::move(tasks_.front());
  tasks_.pop_front();
  task.answer(result);
  next();
}

/// Whoever waits asks again, and wakes an order that is as the database has it.
void OrderState::quit(const Error& reason) {
  for (const auto& task : std::exchange(tasks_, {}))
    task.answer(reason);
  self_->quit(to_caf(reason));
}

} // namespace baro
