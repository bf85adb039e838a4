#include "actors/drop/line.hpp"

#include <algorithm>
#include <cassert>

namespace baro {

namespace {

constexpr std::int64_t micros_per_second = 1'000'000;

// Turns are not given in one lump at the start of each second, but as evenly as a tenth allows.
constexpr std::int64_t lumps_per_second = 10;

} // namespace

Line::Line(DropTerms terms, std::vector<Place> places, Quantity on_hand, Timestamp at,
           LineLimits limits)
  : terms_(terms),
    limits_(limits),
    places_(std::move(places)),
    on_hand_(on_hand),
    bucket_(pace(), at) {
  for (const auto& place : places_) {
    latest_[place.user] = place.position;
    if (place.state == PlaceState::WAITING)
      ++waiting_;
    else if (place.state == PlaceState::BOUGHT)
      bought_[place.user] += place.quantity;
    else if (place.state == PlaceState::LEFT)
      left_.insert(place.position);
    if (place.state == PlaceState::TURN) {
      open_.emplace(*place.turn_until, place.position);
      promised_ += place.quantity;
    }
    // Turns are given in order: whoever waits, waits behind the last one.
    if (place.turn_until)
      head_ = place.position + 1;
  }
  advance_head();
}

DropPhase Line::phase(Timestamp at) const {
  if (terms_.ended)
    return DropPhase::ENDED;
  return at < terms_.starts_at ? DropPhase::UPCOMING : DropPhase::OPEN;
}

Result<Done> Line::may_change_to(const DropTerms& terms, Timestamp at) const {
  if (is_empty())
    return Done{};
  if (terms.per_customer < terms_.per_customer)
    return Error{Errc::illegal_state, "somebody may have joined for more, or bought more"};
  if (phase(at) == DropPhase::OPEN && terms.starts_at != terms_.starts_at)
    return Error{Errc::illegal_state, "it has started"};
  return Done{};
}

void Line::change_to(const DropTerms& terms, Timestamp at) {
  terms_ = terms;
  bucket_ = TokenBucket{pace(), at};
}

// ------------------------------------------------------------------------------------------------

Result<std::int64_t> Line::join(UserId user, Quantity quantity, Timestamp at) {
  if (terms_.ended)
    return Error{Errc::illegal_state, "the drop has ended"};
  if (const auto found = find(user)) {
    if (is_in_line(this->at(*found)))
      return *found;
    if (this->at(*found).turn_until && !is_saved(*found))
      return Error{Errc::unavailable, "their turn is over, but may still have been spent"};
  }
  if (bought_by(user) + quantity > terms_.per_customer)
    return Error{Errc::customer_limit, std::to_string(bought_by(user)) + " bought already"};
  if (places_.size() >= limits_.places_max)
    return Error{Errc::overloaded, "the line has as many places as there can be"};
  // Clocks of two nodes may differ, and a line that was moved goes on.
  const auto joined_at = is_empty() ? at : std::max(at, places_.back().joined_at);
  const auto position = size() + 1;
  places_.push_back({position, user, quantity, joined_at, PlaceState::WAITING, {}, {}});
  latest_[user] = position;
  ++waiting_;
  changed_.insert(position);
  return position;
}

Result<std::int64_t> Line::leave(UserId user) {
  const auto found = find(user);
  if (!found)
    return found;
  auto& place = at(*found);
  if (place.state == PlaceState::TURN) {
    end_turn(place, PlaceState::LEFT);
  } else if (place.state == PlaceState::WAITING) {
    place.state = PlaceState::LEFT;
    --waiting_;
    left_.insert(place.position);
    changed_.insert(place.position);
    advance_head();
  }
  return found;
}

Result<std::int64_t> Line::find(UserId user) const {
  const auto it = latest_.find(user);
  if (it == latest_.end())
    return Error{Errc::not_found, "not in line"};
  return it->second;
}

Result<std::int64_t> Line::may_order(UserId user, Quantity quantity, Timestamp at) const {
  if (terms_.ended)
    return Error{Errc::fenced, "the drop has ended, and its SKUs are about to learn of it"};
  if (at < terms_.starts_at)
    return Error{Errc::drop_not_started};
  const auto found = find(user);
  if (!found || this->at(*found).state != PlaceState::TURN)
    return Error{Errc::not_your_turn};
  if (quantity > this->at(*found).quantity)
    return Error{Errc::customer_limit, "the turn is for fewer units"};
  return found;
}

PlaceView Line::view(std::int64_t position, Timestamp at) const {
  const auto& place = this->at(position);
  PlaceView view{position, place.state, place.quantity, 0, std::nullopt, std::nullopt};
  if (place.state == PlaceState::WAITING) {
    view.ahead = ahead_of(position);
    view.estimated_wait_seconds = wait_of(view.ahead, at);
  } else if (place.state == PlaceState::TURN) {
    view.turn_until = place.turn_until;
  }
  return view;
}

std::int64_t Line::ahead_of(std::int64_t position) const {
  const auto gone = std::distance(left_.lower_bound(head_), left_.lower_bound(position));
  return std::max<std::int64_t>(0, position - head_ - gone);
}

std::optional<std::int64_t> Line::wait_of(std::int64_t ahead, Timestamp at) const {
  if (terms_.ended || ahead >= free_units())
    return std::nullopt;
  const auto until_start = std::max<std::int64_t>(0, terms_.starts_at.micros - at.micros);
  return (until_start + micros_per_second - 1) / micros_per_second
         + ahead / terms_.admissions_per_second;
}

// ------------------------------------------------------------------------------------------------

// A turn whose end is being saved may have been spent before.
void Line::spend(const SpentTurn& turn, OrderId order) {
  if (turn.position > size())
    return;
  auto& place = at(turn.position);
  if (!place.turn_until || place.order)
    return;
  open_.erase({*place.turn_until, place.position});
  promised_ -= place.quantity;
  on_hand_ -= turn.quantity;
  ++spent_times_;
  place.state = PlaceState::BOUGHT;
  place.quantity = turn.quantity;
  place.order = order;
  bought_[place.user] += turn.quantity;
  changed_.erase(place.position);
}

// The line may not have heard of the order. Its units are counted by whoever brings the news.
void Line::take_back(const Place& returned) {
  spend({{}, returned.position, returned.quantity}, *returned.order);
  if (returned.position > size() || at(returned.position).state != PlaceState::BOUGHT)
    return;
  auto& place = at(returned.position);
  place.state = PlaceState::RETURNED;
  bought_[place.user] -= place.quantity;
}

std::size_t Line::end_turns(Timestamp at) {
  std::size_t ended = 0;
  for (; !open_.empty() && open_.begin()->first <= at; ++ended)
    end_turn(this->at(open_.begin()->second), PlaceState::LAPSED);
  return ended;
}

// The last one in the order of turns gets what is left, should they have asked for more.
std::size_t Line::give_turns(Timestamp at) {
  std::size_t given = 0;
  if (phase(at) != DropPhase::OPEN)
    return given;
  for (; head_ <= size() && free_units() > 0 && bucket_.take(at).allowed; ++given) {
    auto& place = this->at(head_);
    place.state = PlaceState::TURN;
    place.turn_until = Timestamp{at.micros + terms_.turn_seconds * micros_per_second};
    place.quantity = std::min(place.quantity, free_units());
    promised_ += place.quantity;
    open_.emplace(*place.turn_until, head_);
    changed_.insert(head_);
    --waiting_;
    ++head_;
    advance_head();
  }
  return given;
}

// Its units stay promised until its end is on disk: until then it may still be spent.
void Line::end_turn(Place& place, PlaceState state) {
  open_.erase({*place.turn_until, place.position});
  place.state = state;
  changed_.insert(place.position);
}

void Line::advance_head() {
  for (; head_ <= size() && at(head_).state != PlaceState::WAITING; ++head_)
    left_.erase(head_);
  left_.erase(left_.begin(), left_.lower_bound(head_));
}

bool Line::is_in_line(const Place& place) const {
  return place.state == PlaceState::WAITING || place.state == PlaceState::TURN;
}

Quantity Line::bought_by(UserId user) const {
  const auto it = bought_.find(user);
  return it == bought_.end() ? 0 : it->second;
}

RateLimit Line::pace() const {
  return {static_cast<double>(terms_.admissions_per_second),
          std::max<std::int64_t>(1, terms_.admissions_per_second / lumps_per_second)};
}

// ------------------------------------------------------------------------------------------------

bool Line::is_saved(std::int64_t position) const {
  return !changed_.contains(position)
         && !std::ranges::binary_search(saving_, position, {}, &Place::position);
}

std::vector<Place> Line::take_changes(std::size_t places_max) {
  assert(saving_.empty());
  while (!changed_.empty() && saving_.size() < places_max)
    saving_.push_back(at(changed_.extract(changed_.begin()).value()));
  return saving_;
}

void Line::saved(const std::vector<Place>& spent) {
  for (const auto& place : spent)
    if (place.state == PlaceState::RETURNED)
      take_back(place);
    else
      spend({{}, place.position, place.quantity}, *place.order);
  for (const auto& before : std::exchange(saving_, {})) {
    const bool gave_up_turn = before.turn_until && before.state != PlaceState::TURN;
    if (gave_up_turn && !at(before.position).order)
      promised_ -= before.quantity;
  }
}

} // namespace baro
