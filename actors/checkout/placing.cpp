#include "actors/checkout/placing.hpp"

#include "actors/stored_answer.hpp"

namespace baro {

// Where only the product is named, its one SKU is meant.
void Placing::begin(std::function<void()> done) {
  done_ = std::move(done);
  FindOnlySkus question;
  for (const auto& line : command_.lines)
    if (!line.sku)
      question.products.push_back(*line.product);
  if (question.products.empty())
    return find_coupon();
  self_->request(services_.reader, caf::infinite, std::move(question))
    .then(
      [this](const OnlySkus& found) {
        auto sku = found.skus.begin();
        for (auto& line : command_.lines)
          if (!line.sku)
            line.sku = *sku++;
        find_coupon();
      },
      [this](const caf::error& error) { answer(from_caf(error)); });
}

void Placing::find_coupon() {
  if (!command_.coupon_code)
    return hold();
  FindCoupon question{*command_.coupon_code, command_.user, Basket{command_.lines}.skus()};
  self_->request(services_.reader, caf::infinite, std::move(question))
    .then(
      [this](const FoundCoupon& found) {
        coupon_ = found;
        hold();
      },
      [this](const caf::error& error) { refuse(from_caf(error)); });
}

void Placing::hold() {
  ++attempts_;
  basket_ = Basket{command_.lines};
  std::vector<HoldStock> questions;
  for (const auto& line : basket_.lines())
    questions.push_back({ChangeId{command_.order.value}, line.sku, line.quantity,
                         turns_.are_taken_for(line.sku), request_of(command_)});
  ask_skus<StockHeld>(self_, services_.directory, std::move(questions),
                      [this](std::vector<Result<StockHeld>> answers) { held(std::move(answers)); });
}

void Placing::held(std::vector<Result<StockHeld>> answers) {
  const bool needs_turns = turns_.learn(basket_.lines(), answers);
  const auto all = basket_.take(std::move(answers));
  if (all)
    return command_.coupon_code ? hold_coupon() : commit();
  settle_as([](SkuId) { return ChangeOutcome::aborted; });
  if (all.error().code == Errc::fenced)
    try_again(all.error());
  else if (all.error().code == Errc::not_your_turn && needs_turns)
    take_turns();
  else
    refuse(all.error());
}

// Taken before anything is held: who has no turn never keeps a unit from those who have.
void Placing::take_turns() {
  turns_.take(self_, services_.directory, command_.user, basket_.lines(),
              [this](const Result<Done>& taken) {
                if (taken)
                  hold();
                else if (taken.error().code == Errc::fenced)
                  try_again(taken.error());
                else
                  refuse(taken.error());
              });
}

// What it takes off depends on the prices under which the SKUs are held.
void Placing::hold_coupon() {
  const auto address = address_of(coupon_.coupon);
  HoldCoupon question{ChangeId{command_.order.value}, coupon_.coupon,
                      basket_.price_of(coupon_.skus), request_of(command_)};
  self_
    ->request(services_.directory.shard_of(address), caf::infinite,
              envelope(address, std::move(question)))
    .then(
      [this](const CouponHeld& held) {
        coupon_held_ = held.redeemed;
        basket_.redeem(held);
        commit();
      },
      [this](const caf::error& error) {
        const auto reason = from_caf(error);
        settle_as([](SkuId) { return ChangeOutcome::aborted; });
        if (is_worth_asking_again(reason.code))
          try_again(reason);
        else
          refuse(reason);
      });
}

// Only the writer gives up on a commit: giving up here would leave open whether it happened.
void Placing::commit() {
  const auto at = services_.clock();
  std::optional<Timestamp> due;
  if (const std::chrono::microseconds window = services_.payment_window; window.count() > 0)
    due = Timestamp{at.micros + window.count()};
  auto view = basket_.view(command_, at, due);
  auto fact = basket_.placed(command_, at, due);
  fact.turns = turns_.taken();
  CommitStock question{std::move(fact), record_of(command_.user, command_.idempotency, view)};
  self_->request(services_.writer, caf::infinite, std::move(question))
    .then([this, view = std::move(view)](
            const StockCommitted& verdict) mutable { committed(std::move(view), verdict); },
          [this](const caf::error& error) { not_committed(from_caf(error)); });
}

void Placing::committed(OrderView view, const StockCommitted& verdict) {
  if (verdict.earlier_answer) {
    settle_as([](SkuId) { return ChangeOutcome::aborted; });
    settle_coupon_as(ChangeOutcome::aborted);
    return answer(replayed<OrderView>(*verdict.earlier_answer));
  }
  settle_as([](SkuId) { return ChangeOutcome::committed; });
  turns_.end(services_.directory, command_.order);
  settle_coupon_as(ChangeOutcome::committed);
  // Sent before the answer, so that whoever looks into the cart after it finds them gone.
  tell_if_awake(services_.directory, cart_address(command_.user),
                TakeOutOrdered{command_.user, basket_.skus()});
  answer(Answer<OrderView>{std::move(view)});
}

void Placing::not_committed(const Error& reason) {
  // Nobody knows: the holds stay, until their SKUs have waited long enough and activate themselves
  // anew.
  if (reason.code == Errc::deadline_passed)
    return answer(reason);
  settle_as([&](SkuId sku) { return outcome_for(sku, reason); });
  // An order that names no SKU as moved has met a newer activation of its coupon.
  const bool coupon_moved = reason.code == Errc::fenced && reason.shortages.empty();
  settle_coupon_as(coupon_moved ? ChangeOutcome::fenced : ChangeOutcome::aborted);
  if (reason.code == Errc::fenced)
    try_again(reason);
  else if (reason.code == Errc::coupon_used_up)
    refuse(reason);
  else
    answer(reason);
}

void Placing::settle_as(const std::function<ChangeOutcome(SkuId)>& outcome_of) {
  for (const auto& line : basket_.lines())
    if (line.held)
      tell_if_awake(services_.directory, address_of(line.sku),
                    SettleStock{ChangeId{command_.order.value}, line.sku, line.held->epoch,
                                outcome_of(line.sku)});
}

void Placing::settle_coupon_as(ChangeOutcome outcome) {
  if (!coupon_held_)
    return;
  tell_if_awake(services_.directory, address_of(coupon_held_->coupon),
                SettleCoupon{ChangeId{command_.order.value}, coupon_held_->coupon,
                             coupon_held_->epoch, outcome});
  coupon_held_.reset();
}

void Placing::try_again(const Error& reason) {
  if (attempts_ < services_.retry.attempts_max)
    self_->run_delayed(pause_before(attempts_, services_.retry), [this] { hold(); });
  else
    answer(reason);
}

void Placing::refuse(const Error& refusal) {
  baro::refuse<OrderView>(self_, services_.reader, command_.user, command_.idempotency, refusal,
                          [this](const Result<Answer<OrderView>>& result) { answer(result); });
}

void Placing::answer(Result<Answer<OrderView>> answer) {
  for (auto& reply : replies_) {
    deliver(reply, answer);
    if (answer)
      answer->replayed = true; // to all but the first
  }
  const auto done = std::move(done_);
  done();
}

} // namespace baro
