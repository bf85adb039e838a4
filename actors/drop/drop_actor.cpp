#include "actors/drop/drop_actor.hpp"

#include "monitoring/drop_metrics.hpp"
#include "monitoring/log.hpp"

#include <algorithm>
#include <utility>

namespace baro {

namespace {

Timestamp later(Timestamp at, std::chrono::microseconds span) { return {at.micros + span.count()}; }

} // namespace

DropState::DropState(DropActor::pointer self, ProductId product, DropActivated activated,
                     const DropServices& services)
  : self_(self), product_(product), services_(services), epoch_(activated.epoch) {
  if (activated.terms)
    line_.emplace(*activated.terms, std::move(activated.line), activated.on_hand, services_.clock(),
                  services_.config.limits);
}

DropState::~DropState() {
  services_.metrics.in_line.Decrement(static_cast<double>(waiting_shown_));
}

DropActor::behavior_type DropState::make_behavior() {
  return {
    [this](Passivate) { return may_sleep(); },
    [this](const SetDrop& command) { return set(command); },
    [this](const EndDrop& command) { return end(command); },
    [this](const JoinLine& command) { return join(command); },
    [this](const LeaveLine& command) -> caf::result<void> {
      look();
      if (!line_)
        return to_caf(Errc::not_found);
      return once_saved<void>(line_->leave(command.user),
                              [](auto& reply, std::int64_t) { reply.deliver(); });
    },
    [this](const GetPlace& question) -> caf::result<PlaceView> {
      look();
      if (!line_)
        return to_caf(Errc::not_found);
      return show_once_saved(line_->find(question.user));
    },
    [this](const GetDrop&) -> caf::result<DropView> {
      look();
      if (!line_)
        return to_caf(Errc::not_found);
      return view();
    },
    [this](const TakeTurn& command) { return take_turn(command); },
    [this](const EndTurn& ended) {
      if (line_)
        line_->spend(ended.turn, ended.order);
      look();
    },
  };
}

// Nothing of it goes on after this: it may be awake elsewhere.
bool DropState::may_sleep() {
  is_asleep_ = !is_committing_ && !is_saving_ && !is_counting_;
  return is_asleep_;
}

// Whoever looks sees what is due by now, and that it goes on for a while.
void DropState::look() {
  looked_at_ = services_.clock();
  if (!line_)
    return;
  move_on();
  if (!std::exchange(is_beating_, true))
    self_->run_delayed(services_.config.beat, [this] { beat(); });
}

// ------------------------------------------------------------------------------------------------

/// Calls `answer` (void(promise, position)) once the place there is on disk as it is.
template <class Reply, class Answer>
caf::result<Reply> DropState::once_saved(Result<std::int64_t> position, Answer answer) {
  if (!position)
    return to_caf(position.error());
  if (asking_.size() >= services_.config.asking_max)
    return to_caf(Errc::overloaded, "too many wait for their place in line");
  auto reply = self_->make_response_promise<Reply>();
  if (line_->is_saved(*position)) {
    answer(reply, *position);
    return reply;
  }
  asking_.push_back(
    {*position, [reply, answer, position = *position](const caf::error& failure) mutable {
       failure ? reply.deliver(failure) : answer(reply, position);
     }});
  commit();
  return reply;
}

caf::result<PlaceView> DropState::show_once_saved(const Result<std::int64_t>& position) {
  return once_saved<PlaceView>(position, [this](auto& reply, std::int64_t saved) {
    reply.deliver(line_->view(saved, services_.clock()));
  });
}

caf::result<PlaceView> DropState::join(const JoinLine& command) {
  look();
  if (!line_)
    return to_caf(Errc::not_found);
  const auto places = line_->size();
  const auto position = line_->join(command.user, command.quantity, services_.clock());
  services_.metrics.joined.Increment(static_cast<double>(line_->size() - places));
  // They may have cancelled what they had bought, which shows when units are counted.
  needs_count_ = needs_count_ || (!position && position.error().code == Errc::customer_limit);
  move_on();
  return show_once_saved(position);
}

// Whether it is their turn is looked at twice: it may be over by the time that it is on disk.
caf::result<TurnTaken> DropState::take_turn(const TakeTurn& command) {
  look();
  if (!line_)
    return to_caf(Errc::fenced, "the product is no drop, and its SKUs are about to learn of it");
  const auto turn = line_->may_order(command.user, command.quantity, services_.clock());
  return once_saved<TurnTaken>(turn, [this, command](auto& reply, std::int64_t) {
    const auto still = line_->may_order(command.user, command.quantity, services_.clock());
    if (still)
      reply.deliver(TurnTaken{*still});
    else
      reply.deliver(to_caf(still.error()));
  });
}

// ------------------------------------------------------------------------------------------------

caf::result<DropChanged> DropState::set(const SetDrop& command) {
  const DropTerms terms{command.starts_at, command.per_customer, command.turn_seconds,
                        command.admissions_per_second, false};
  look();
  if (line_)
    if (const auto may = line_->may_change_to(terms, services_.clock()); !may)
      return to_caf(may.error());
  return save(command.caller, terms);
}

caf::result<DropChanged> DropState::end(const EndDrop& command) {
  look();
  if (!line_)
    return to_caf(Errc::not_found);
  auto terms = line_->terms();
  terms.ended = true;
  return save(command.caller, terms);
}

// Only the writer gives up on a commit: giving up here would leave open whether it happened.
caf::result<DropChanged> DropState::save(const Caller& caller, const DropTerms& terms) {
  if (is_saving_)
    return to_caf(Errc::overloaded, "another change is being saved");
  is_saving_ = true;
  auto reply = self_->make_response_promise<DropChanged>();
  self_->request(services_.writer, caf::infinite, SaveDrop{caller, product_, terms, epoch_})
    .then(
      [this, reply, terms](const DropSaved& saved) mutable {
        is_saving_ = false;
        changed_to(terms, saved.epoch);
        reply.deliver(DropChanged{view(), saved.skus});
      },
      [this, reply](const caf::error& error) mutable {
        is_saving_ = false;
        reply.deliver(error);
        if (const auto code = from_caf(error).code;
            code == Errc::fenced || code == Errc::deadline_passed)
          fail(error);
      });
  return reply;
}

void DropState::changed_to(const DropTerms& terms, Epoch epoch) {
  epoch_ = epoch;
  if (line_)
    line_->change_to(terms, services_.clock());
  else
    line_.emplace(terms, std::vector<Place>{}, 0, services_.clock(), services_.config.limits);
  needs_count_ = true;
  look();
}

DropView DropState::view() const {
  const auto& terms = line_->terms();
  return {product_,           line_->phase(services_.clock()), terms.starts_at, terms.per_customer,
          terms.turn_seconds, terms.admissions_per_second,     line_->waiting()};
}

// ------------------------------------------------------------------------------------------------

// Ends when nobody has looked for a while, and so does an activation that was replaced.
void DropState::beat() {
  is_beating_ = !is_asleep_ && services_.clock() < later(looked_at_, services_.config.attention);
  if (!is_beating_)
    return;
  move_on();
  self_->run_delayed(services_.config.beat, [this] { beat(); });
}

/// Does what is due by now.
void DropState::move_on() {
  const auto at = services_.clock();
  services_.metrics.lapsed.Increment(static_cast<double>(line_->end_turns(at)));
  services_.metrics.given.Increment(static_cast<double>(line_->give_turns(at)));
  show_metrics();
  commit();
  const bool is_wanted = line_->phase(at) == DropPhase::OPEN && line_->waiting() > 0
                         && at >= later(counted_at_, services_.config.count_interval);
  if (needs_count_ || is_wanted)
    count();
}

void DropState::commit() {
  if (is_committing_ || !line_->has_changes())
    return;
  is_committing_ = true;
  self_
    ->request(services_.writer, caf::infinite,
              CommitLine{product_, epoch_, line_->take_changes(services_.config.commit_places_max)})
    .then([this](const LineCommitted& result) { committed(result); },
          [this](const caf::error& error) { fail(error); });
}

void DropState::committed(const LineCommitted& committed) {
  is_committing_ = false;
  line_->saved(committed.spent);
  const auto saved
    = std::stable_partition(asking_.begin(), asking_.end(), [this](const Asking& asking) {
        return !line_->is_saved(asking.position);
      });
  const std::vector<Asking> answered{std::make_move_iterator(saved),
                                     std::make_move_iterator(asking_.end())};
  asking_.erase(saved, asking_.end());
  for (const auto& asking : answered)
    asking.answer({});
  move_on();
}

// What was sold while the units were counted may be in the count or not: then they are counted
// again, with the next beat.
void DropState::count() {
  if (is_counting_)
    return;
  is_counting_ = true;
  needs_count_ = false;
  counted_at_ = services_.clock();
  self_->request(services_.reader, caf::infinite, CountUnits{product_, epoch_})
    .then(
      [this, spent = line_->spent_times()](const UnitsCounted& counted) {
        is_counting_ = false;
        needs_count_ = spent != line_->spent_times();
        if (needs_count_)
          return;
        for (const auto& place : counted.returned)
          line_->take_back(place);
        line_->count(counted.on_hand);
        move_on();
      },
      [this](const caf::error& error) {
        is_counting_ = false;
        if (from_caf(error).code == Errc::fenced)
          return fail(error);
        log_warning("drop_not_counted",
                    {{"product", product_.value}, {"reason", to_string(error)}});
      });
}

// Its memory is ahead of the disk, or another activation has replaced it.
void DropState::fail(const caf::error& error) {
  log_warning("drop_quits", {{"product", product_.value}, {"reason", to_string(error)}});
  for (const auto& asking : std::exchange(asking_, {}))
    asking.answer(error);
  is_asleep_ = true;
  self_->quit(error);
}

void DropState::show_metrics() {
  const auto waiting = line_->waiting();
  services_.metrics.in_line.Increment(static_cast<double>(waiting - waiting_shown_));
  waiting_shown_ = waiting;
  const auto spent = line_->spent_times();
  services_.metrics.spent.Increment(static_cast<double>(spent - spent_shown_));
  spent_shown_ = spent;
}

} // namespace baro
