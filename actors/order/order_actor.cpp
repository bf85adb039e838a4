#include "actors/order/order_actor.hpp"

#include "actors/stored_answer.hpp"

namespace baro {

OrderActor::behavior_type OrderState::make_behavior() {
  return {
    [this](Passivate) { return !is_cancelling(); },
    [this](const CancelOrder& command) { return cancel(command); },
  };
}

caf::result<OrderView> OrderState::cancel(const CancelOrder& command) {
  if (command.caller.user != order_.user && !command.caller.is_admin())
    return to_caf(Errc::not_found);
  if (order_.view.order_status == OrderStatus::CANCELLED)
    return order_.view;
  if (!can_cancel(order_.view.order_status))
    return to_caf(Errc::illegal_state);
  auto reply = replies_.emplace_back(self_->make_response_promise<OrderView>());
  if (replies_.size() == 1) {
    attempts_ = 0;
    expect_stock();
  }
  return reply;
}

void OrderState::expect_stock() {
  ++attempts_;
  change_ = services_.ids.next<ChangeId>();
  expected_.clear();
  std::vector<ExpectStock> questions;
  for (const auto& item : order_.view.items)
    questions.push_back({change_, item.sku_id, item.quantity});
  ask_skus<StockExpected>(
    self_, services_.directory, std::move(questions),
    [this](const std::vector<Result<StockExpected>>& answers) { expected(answers); });
}

void OrderState::expected(const std::vector<Result<StockExpected>>& answers) {
  const Error* failure = nullptr;
  for (const auto& answer : answers)
    if (answer)
      expected_.push_back(*answer);
    else
      failure = &answer.error();
  if (!failure)
    return commit();
  settle_as([](SkuId) { return ChangeOutcome::aborted; });
  try_again(*failure);
}

// Only the writer gives up on a commit: giving up here would leave open whether it happened.
void OrderState::commit() {
  OrderCancelled fact{order_.view.order_id, order_.version, services_.clock(), {}};
  for (std::size_t i = 0; i < expected_.size(); ++i)
    fact.lines.push_back({expected_[i].sku, order_.view.items[i].quantity, expected_[i].epoch});
  self_->request(services_.writer, caf::infinite, CommitStock{std::move(fact), std::nullopt})
    .then([this](const StockCommitted&) { committed(); },
          [this](const caf::error& error) { not_committed(from_caf(error)); });
}

void OrderState::committed() {
  settle_as([](SkuId) { return ChangeOutcome::committed; });
  order_.view.order_status = OrderStatus::CANCELLED;
  order_.view.next_actions = next_actions(OrderStatus::CANCELLED);
  ++order_.version;
  answer(order_.view);
}

// Quits where its memory may be wrong, to be loaded anew.
void OrderState::not_committed(const Error& reason) {
  if (reason.code == Errc::deadline_passed) {
    answer(reason);
    return self_->quit(to_caf(reason));
  }
  settle_as([&](SkuId sku) { return outcome_for(sku, reason); });
  if (reason.code != Errc::fenced)
    return answer(reason);
  if (!reason.shortages.empty())
    return try_again(reason);
  answer(reason); // the order itself has changed meanwhile
  self_->quit(to_caf(reason));
}

void OrderState::settle_as(const std::function<ChangeOutcome(SkuId)>& outcome_of) {
  for (const auto& [sku, epoch] : expected_)
    tell_if_awake(services_.directory, address_of(sku),
                  SettleStock{change_, sku, epoch, outcome_of(sku)});
}

void OrderState::try_again(const Error& reason) {
  if (attempts_ < services_.retry.attempts_max)
    self_->run_delayed(pause_before(attempts_, services_.retry), [this] { expect_stock(); });
  else
    answer(reason);
}

void OrderState::answer(const Result<OrderView>& answer) {
  for (auto& reply : std::exchange(replies_, {}))
    deliver(reply, answer);
}

} // namespace baro
