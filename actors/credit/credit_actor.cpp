#include "actors/credit/credit_actor.hpp"

#include "actors/stored_answer.hpp"

#include <algorithm>

namespace baro {

// What is set aside may be forgotten on the way to another node: whoever comes to take it there
// gets a credit only if there is one.
CreditActor::behavior_type CreditState::make_behavior() {
  return {
    [this](Passivate) { return in_flight_ == 0; },
    [this](const ReserveCredit& command) { return reserve(command); },
    [this](const TakeCredit& command) { return take(command); },
    [this](const ReleaseCredit& command) { reserved_.erase(command.fitting); },
    [this](GetCredits) { return view(); },
  };
}

caf::result<void> CreditState::reserve(const ReserveCredit& command) {
  const auto at = services_.clock();
  const auto aside = set_aside(at);
  if (reserved_.contains(command.fitting))
    return {};
  if (command.key && std::ranges::any_of(reserved_, [&](const auto& reservation) {
        return reservation.second.key == command.key;
      }))
    return to_caf(Errc::idempotency_key_in_use);
  if (reserved_.size() >= services_.config.reserved_max)
    return to_caf(Errc::rate_limited, "too many pictures of one user are being made");
  if (credits_.left(at, aside) == 0)
    return to_caf(Errc::credits_exhausted);
  reserved_.emplace(command.fitting, Reservation{command.until, command.key});
  return {};
}

// Apply, save, reply. What was set aside for this fitting is what is taken; it may have been
// forgotten, and then there has to be another one. A failed save leaves memory ahead of disk, so
// the actor quits and is woken anew.
caf::result<CreditTaken> CreditState::take(const TakeCredit& command) {
  const auto at = services_.clock();
  reserved_.erase(command.fitting);
  if (credits_.left(at, set_aside(at)) == 0)
    return to_caf(Errc::credits_exhausted, "what was set aside has been forgotten");
  credits_.take(at);
  ++version_;
  ++in_flight_;
  const CreditTaken taken{command.fitting, command.object_key};
  auto reply = self_->make_response_promise<CreditTaken>();
  self_
    ->request(services_.store, caf::infinite,
              CommitFitting{user_,
                            command.fitting,
                            {credits_.full_at(), version_},
                            command.object_key,
                            record_of(user_, command.idempotency, taken)})
    .then(
      [this, taken, reply](const FittingCommitted& committed) mutable {
        --in_flight_;
        reply.deliver(committed.earlier.value_or(taken));
        if (committed.earlier)
          self_->quit(to_caf(Errc::fenced, "the credit had been taken before"));
      },
      [this, reply](caf::error& error) mutable {
        reply.deliver(error);
        self_->quit(std::move(error));
      });
  return reply;
}

CreditsView CreditState::view() {
  const auto at = services_.clock();
  const auto aside = set_aside(at);
  return {credits_.left(at, aside), credits_.next_at(at, aside)};
}

std::int64_t CreditState::set_aside(Timestamp at) {
  std::erase_if(reserved_, [at](const auto& reservation) { return reservation.second.until < at; });
  return static_cast<std::int64_t>(reserved_.size());
}

} // namespace baro
