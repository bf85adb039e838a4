#pragma once

#include "protocol/drop.hpp"
#include "protocol/error.hpp"
#include "protocol/token_bucket.hpp"

#include <cstddef>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

namespace baro {

struct LineLimits {
  std::size_t places_max = 100'000; // of one drop, from its first to its last
};

/// The line before a drop: who stands where, whose turn it is until when, and for how many units.
/// Changes are applied before they are on disk; saved() says when they are.
/// Invariants: positions have no gaps; turns are given in their order; open turns, and those whose
/// end is not on disk yet, are never for more units than are left; nobody has bought or can buy
/// more than the limit.
class Line {
public:
  Line(DropTerms terms, std::vector<Place> places, Quantity on_hand, Timestamp at,
       LineLimits limits = {});

  const DropTerms& terms() const { return terms_; }
  DropPhase phase(Timestamp at) const;
  /// How many wait for their turn.
  std::int64_t waiting() const { return waiting_; }
  bool is_empty() const { return places_.empty(); }
  /// How many places there have been.
  std::int64_t size() const { return static_cast<std::int64_t>(places_.size()); }

  /// Whether what was promised to those in line is kept under these terms. Errors: illegal_state.
  Result<Done> may_change_to(const DropTerms& terms, Timestamp at) const;
  void change_to(const DropTerms& terms, Timestamp at);

  // Those in line. Answers are positions. Errors as the messages of the same names have them.
  Result<std::int64_t> join(UserId user, Quantity quantity, Timestamp at);
  Result<std::int64_t> leave(UserId user);
  Result<std::int64_t> find(UserId user) const;
  Result<std::int64_t> may_order(UserId user, Quantity quantity, Timestamp at) const;
  PlaceView view(std::int64_t position, Timestamp at) const;

  // What happened elsewhere, and is on disk.
  void spend(const SpentTurn& turn, OrderId order);
  void take_back(const Place& returned);
  void count(Quantity on_hand) { on_hand_ = on_hand; }

  /// How often a turn was spent: a count of units that began before the last one may be wrong.
  std::uint64_t spent_times() const { return spent_times_; }

  /// Turns that are over by now.
  std::size_t end_turns(Timestamp at);
  /// Gives turns for as long as there are units, and as fast as is allowed. How many it gave.
  std::size_t give_turns(Timestamp at);

  // To disk
  bool has_changes() const { return !changed_.empty(); }
  /// Whether a place is on disk as it is.
  bool is_saved(std::int64_t position) const;
  /// What is to be saved next, in the order of positions; saved() says when that is done.
  std::vector<Place> take_changes(std::size_t places_max);
  /// What was taken is on disk, but for turns that were spent before.
  void saved(const std::vector<Place>& spent);

private:
  Place& at(std::int64_t position) { return places_[static_cast<std::size_t>(position - 1)]; }
  const Place& at(std::int64_t position) const {
    return places_[static_cast<std::size_t>(position - 1)];
  }
  bool is_in_line(const Place& place) const;
  Quantity bought_by(UserId user) const;
  Quantity free_units() const { return on_hand_ - promised_; }
  std::int64_t ahead_of(std::int64_t position) const;
  std::optional<std::int64_t> wait_of(std::int64_t ahead, Timestamp at) const;
  void advance_head();
  void end_turn(Place& place, PlaceState state);
  RateLimit pace() const;

  DropTerms terms_;
  LineLimits limits_;
  std::vector<Place> places_;                       // the one at `position` is number position - 1
  std::unordered_map<UserId, std::int64_t> latest_; // place of each
  std::unordered_map<UserId, Quantity> bought_;     // and not returned
  std::set<std::pair<Timestamp, std::int64_t>> open_; // turns, by their ends
  std::int64_t head_ = 1;                             // before it, nobody waits
  std::set<std::int64_t> left_;                       // positions behind the head that do not wait
  std::int64_t waiting_ = 0;
  Quantity on_hand_ = 0;
  Quantity promised_ = 0; // to open turns, and to those whose end is not on disk yet
  TokenBucket bucket_;    // of turns
  std::set<std::int64_t> changed_;
  std::vector<Place> saving_; // as they were when they were taken
  std::uint64_t spent_times_ = 0;
};

} // namespace baro
