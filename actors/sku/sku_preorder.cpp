#include "actors/sku/sku_actor.hpp"

#include <algorithm>
#include <cassert>

namespace baro {

// Only the writer gives up on a commit: giving up here would leave open whether it happened.
caf::result<PreorderView> SkuState::set_preorder(const SetPreorder& command) {
  if (is_overdue())
    return quit_to_activate_anew("a verdict is overdue");
  if (!may_change(command.caller))
    return to_caf(Errc::not_allowed);
  const auto delta = promise_.begin_change(command.cap, stock_.available());
  if (!delta)
    return to_caf(delta.error());
  const PreorderSet fact{command.change,   command.sku,       *delta,
                         command.ships_at, services_.clock(), stock_.epoch()};
  if (*delta < 0) {
    [[maybe_unused]] const auto held
      = stock_.hold(fact.change, fact.sku, -*delta, services_.clock());
    assert(held);
  } else {
    stock_.expect(fact.change, *delta, services_.clock());
  }
  auto reply = self_->make_response_promise<PreorderView>();
  const auto ended = [this, fact](ChangeOutcome outcome) {
    promise_.end_change(fact.ships_at, outcome);
    settle({fact.change, fact.sku, fact.epoch, outcome});
  };
  self_->request(services_.writer, caf::infinite, CommitStock{fact, std::nullopt})
    .then(
      [this, reply, ended](const StockCommitted&) mutable {
        ended(ChangeOutcome::committed);
        reply.deliver(
          PreorderView{sku_, promise_.promised(), stock_.available(), promise_.ships_at()});
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

} // namespace baro
