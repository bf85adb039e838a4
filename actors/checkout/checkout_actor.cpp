#include "actors/checkout/checkout_actor.hpp"

#include "actors/stored_answer.hpp"
#include "monitoring/log.hpp"

namespace baro {

CheckoutActor::behavior_type CheckoutState::make_behavior() {
  return {
    [this](Passivate) { return !is_running(); },
    [this](const PlaceOrder& command) -> caf::result<Answer<OrderView>> {
      if (is_running() && !repeats(command))
        return to_caf(command_.user == command.user ? Errc::idempotency_key_reused
                                                    : Errc::idempotency_key_in_use);
      auto reply = replies_.emplace_back(self_->make_response_promise<Answer<OrderView>>());
      if (replies_.size() == 1) {
        command_ = command;
        attempts_ = 0;
        find_skus();
      }
      return reply;
    },
  };
}

bool CheckoutState::repeats(const PlaceOrder& command) const {
  return command_.user == command.user && command_.idempotency && command.idempotency
         && command_.idempotency->key == command.idempotency->key
         && command_.idempotency->fingerprint == command.idempotency->fingerprint;
}

// Where only the product is named, its one SKU is meant.
void CheckoutState::find_skus() {
  FindOnlySkus question;
  for (const auto& line : command_.lines)
    if (!line.sku)
      question.products.push_back(*line.product);
  if (question.products.empty())
    return hold();
  self_->request(services_.reader, caf::infinite, std::move(question))
    .then(
      [this](const OnlySkus& found) {
        auto sku = found.skus.begin();
        for (auto& line : command_.lines)
          if (!line.sku)
            line.sku = *sku++;
        hold();
      },
      [this](const caf::error& error) { answer(from_caf(error)); });
}

void CheckoutState::hold() {
  ++attempts_;
  basket_ = Basket{command_.lines};
  std::vector<HoldStock> questions;
  for (const auto& line : basket_.lines())
    questions.push_back({ChangeId{command_.order.value}, line.sku, line.quantity});
  ask_skus<StockHeld>(self_, services_.directory, std::move(questions),
                      [this](std::vector<Result<StockHeld>> answers) { held(std::move(answers)); });
}

void CheckoutState::held(std::vector<Result<StockHeld>> answers) {
  const auto all = basket_.take(std::move(answers));
  if (all)
    return commit();
  settle_as([](SkuId) { return ChangeOutcome::aborted; });
  if (all.error().code == Errc::fenced)
    try_again(all.error());
  else
    refuse(all.error());
}

// Only the writer gives up on a commit: giving up here would leave open whether it happened.
void CheckoutState::commit() {
  const auto at = services_.clock();
  auto view = basket_.view(command_, at);
  CommitStock question{basket_.placed(command_, at),
                       record_of(command_.user, command_.idempotency, view)};
  self_->request(services_.writer, caf::infinite, std::move(question))
    .then(
      [this, view = std::move(view)](const StockCommitted& verdict) { committed(view, verdict); },
      [this](const caf::error& error) { not_committed(from_caf(error)); });
}

void CheckoutState::committed(const OrderView& view, const StockCommitted& verdict) {
  if (verdict.earlier_answer) {
    settle_as([](SkuId) { return ChangeOutcome::aborted; });
    return answer(replayed<OrderView>(*verdict.earlier_answer));
  }
  settle_as([](SkuId) { return ChangeOutcome::committed; });
  // Sent before the answer, so that whoever looks into the cart after it finds them gone.
  tell_if_awake(services_.directory, cart_address(command_.user),
                TakeOutOrdered{command_.user, basket_.skus()});
  answer(Answer<OrderView>{view});
}

void CheckoutState::not_committed(const Error& reason) {
  // Nobody knows: the holds stay, until their SKUs have waited long enough and activate themselves
  // anew.
  if (reason.code == Errc::deadline_passed)
    return answer(reason);
  settle_as([&](SkuId sku) { return outcome_for(sku, reason); });
  if (reason.code == Errc::fenced)
    try_again(reason);
  else
    answer(reason);
}

void CheckoutState::settle_as(const std::function<ChangeOutcome(SkuId)>& outcome_of) {
  for (const auto& line : basket_.lines())
    if (line.held)
      tell_if_awake(services_.directory, address_of(line.sku),
                    SettleStock{ChangeId{command_.order.value}, line.sku, line.held->epoch,
                                outcome_of(line.sku)});
}

void CheckoutState::try_again(const Error& reason) {
  if (attempts_ < services_.retry.attempts_max)
    self_->run_delayed(pause_before(attempts_, services_.retry), [this] { hold(); });
  else
    answer(reason);
}

void CheckoutState::refuse(const Error& refusal) {
  baro::refuse<OrderView>(self_, services_.reader, command_.user, command_.idempotency, refusal,
                          [this](const Result<Answer<OrderView>>& result) { answer(result); });
}

void CheckoutState::answer(Result<Answer<OrderView>> answer) {
  for (auto& reply : std::exchange(replies_, {})) {
    deliver(reply, answer);
    if (answer)
      answer->replayed = true; // to all but the first
  }
  caf::anon_send(shard_, Finished{address_});
}

} // namespace baro
