#include "actors/sku/sku_actor.hpp"

#include "actors/stored_answer.hpp"
#include "monitoring/log.hpp"
#include "monitoring/stock_metrics.hpp"

#include <algorithm>
#include <utility>

namespace baro {

SkuActor::behavior_type SkuState::make_behavior() {
  return {
    [this](Passivate) {
      return is_overdue()
             || (!stock_.has_changes_in_flight() && refreshes_asked_ == refreshes_applied_);
    },
    [this](const HoldStock& command) { return hold(command); },
    [this](const ExpectStock& command) { return expect(command); },
    [this](const SettleStock& settlement) { return settle(settlement); },
    [this](RefreshOffer) { return refresh(); },
    [this](const MoveStock& command) { return move(command); },
    [this](const SetPreorder& command) { return set_preorder(command); },
  };
}

caf::result<StockHeld> SkuState::hold(const HoldStock& command) {
  if (is_overdue())
    return quit_to_activate_anew("a verdict is overdue");
  if (!terms_.on_sale)
    return to_caf(Errc::not_on_sale);
  if (terms_.is_drop && !command.in_turn)
    return to_caf(Error{Errc::not_your_turn, "its product is a drop", {}, {terms_.product}});
  const auto before = stock_.hold(command.change, command.sku, command.quantity, services_.clock(),
                                  command.request);
  if (!before) {
    services_.metrics.short_of.Increment();
    return to_caf(before.error());
  }
  services_.metrics.held.Increment();
  return StockHeld{command.sku, stock_.epoch(), terms_,
                   promise_.preordered(command.quantity, *before)};
}

caf::result<StockExpected> SkuState::expect(const ExpectStock& command) {
  if (is_overdue())
    return quit_to_activate_anew("a verdict is overdue");
  stock_.expect(command.change, command.quantity, services_.clock());
  return StockExpected{command.sku, stock_.epoch()};
}

caf::result<void> SkuState::settle(const SettleStock& settlement) {
  const bool replaced
    = settlement.outcome == ChangeOutcome::fenced && settlement.epoch == stock_.epoch();
  stock_.settle(settlement.change, settlement.epoch, settlement.outcome);
  if (!stock_.has_changes_in_flight())
    for (auto& reply : std::exchange(refreshed_, {}))
      reply.deliver();
  if (replaced)
    (void)quit_to_activate_anew("a newer activation has written");
  return {};
}

Result<Done> SkuState::begin(const MoveStock& command, Quantity redeemed) {
  if (command.delta >= 0) {
    stock_.expect(command.change, command.delta - redeemed, services_.clock());
    return Done{};
  }
  if (auto held = stock_.hold(command.change, command.sku, -command.delta, services_.clock());
      !held)
    return std::move(held).error();
  return Done{};
}

// Only the writer gives up on a commit: giving up here would leave open whether it happened.
caf::result<Answer<MovementView>> SkuState::move(const MoveStock& command) {
  if (is_overdue())
    return quit_to_activate_anew("a verdict is overdue");
  if (!may_change(command.caller))
    return to_caf(Errc::not_allowed);
  const auto user = command.caller.user;
  const auto& key = command.idempotency;
  // It would be refused for what its own first request has set aside.
  if (key && std::ranges::find(keys_, std::pair{user, key->key}) != keys_.end())
    return to_caf(Errc::idempotency_key_in_use);
  auto reply = self_->make_response_promise<Answer<MovementView>>();
  const bool is_receipt = command.reason == MovementReason::RECEIPT && command.delta > 0;
  const auto redeemed = is_receipt ? promise_.begin_redeeming(command.delta) : 0;
  if (auto begun = begin(command, redeemed); !begun) {
    refuse<MovementView>(
      self_, services_.reader, user, key, begun.error(),
      [reply](const Result<Answer<MovementView>>& result) { deliver(reply, result); });
    return reply;
  }
  if (key)
    keys_.emplace_back(user, key->key);
  const StockMoved moved{command.change, command.sku,       command.delta,  command.reason,
                         command.note,   services_.clock(), stock_.epoch(), redeemed};
  const auto available = stock_.available() + std::max<Quantity>(command.delta, 0) - redeemed;
  const MovementView view{command.sku, command.delta, command.reason, moved.moved_at, available};
  auto ended = [this, moved, user, key](ChangeOutcome outcome) {
    if (key)
      std::erase(keys_, std::pair{user, key->key});
    promise_.end_redeeming(moved.redeemed, outcome);
    settle({moved.change, moved.sku, moved.epoch, outcome});
  };
  self_->request(services_.writer, caf::infinite, CommitStock{moved, record_of(user, key, view)})
    .then(
      [reply, view, ended](const StockCommitted& committed) mutable {
        ended(committed.earlier_answer ? ChangeOutcome::aborted : ChangeOutcome::committed);
        deliver(reply, committed.earlier_answer ? replayed<MovementView>(*committed.earlier_answer)
                                                : Answer<MovementView>{view});
      },
      [reply, ended](const caf::error& error) mutable {
        const auto reason = from_caf(error);
        reply.deliver(to_caf(reason));
        if (reason.code
            != Errc::deadline_passed) // else nobody knows: it stays in flight, and is overdue soon
          ended(reason.code == Errc::fenced ? ChangeOutcome::fenced : ChangeOutcome::aborted);
      });
  return reply;
}

// Answers may overtake each other, and the one that was asked for last is the newest.
caf::result<void> SkuState::refresh() {
  auto reply = self_->make_response_promise<void>();
  self_->request(services_.reader, caf::infinite, FindOffers{{sku_}})
    .then(
      [this, reply, asked = ++refreshes_asked_](const Offers& offers) mutable {
        const bool was_drop = terms_.is_drop;
        if (asked > refreshes_applied_) {
          refreshes_applied_ = asked;
          if (!offers.all.empty())
            terms_ = terms_of(offers.all.front().offer);
        }
        // What was promised while it was on sale, or not a drop yet, may still be sold.
        const bool sells_on = terms_.on_sale && (was_drop || !terms_.is_drop);
        if (sells_on || !stock_.has_changes_in_flight())
          reply.deliver();
        else
          refreshed_.push_back(reply);
      },
      [this, reply](const caf::error&) mutable {
        // The next activation reads it.
        reply.deliver();
        (void)quit_to_activate_anew("the changed offer could not be read");
      });
  return reply;
}

bool SkuState::is_overdue() const {
  const auto since = stock_.waiting_since();
  if (!since)
    return false;
  const std::chrono::microseconds waited{services_.clock().micros - since->micros};
  return waited > services_.config.verdict_wait_max;
}

caf::error SkuState::quit_to_activate_anew(std::string why) {
  log_warning("sku_quits", {{"sku", sku_.value}, {"epoch", stock_.epoch()}, {"reason", why}});
  auto reason = to_caf(Errc::fenced, std::move(why));
  self_->quit(reason);
  return reason;
}

} // namespace baro
