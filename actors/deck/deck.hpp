#pragma once

#include "actors/deck/look_shelf.hpp"
#include "actors/deck/swiped_looks.hpp"
#include "actors/deck/taste.hpp"
#include "protocol/swipe.hpp"

#include <cstddef>
#include <optional>
#include <unordered_set>
#include <vector>

namespace baro {

struct DeckLimits {
  std::size_t window = 1'000;      // the newest unseen looks, of which those to be dealt are chosen
  std::size_t dealt_max = 1'000;   // looks of a run that are remembered
  std::size_t learned_max = 1'000; // swipes that a taste is learned from when a deck wakes
  std::size_t taste_swipes_min = 10; // with fewer learned, a deck is dealt newest first
};

/// A look that is dealt, and what its user's taste says about it.
struct Dealt {
  LookId look;
  double score = 0;
  bool explored = false;
};

/// What one user has swiped, what they like, and what they are dealt. Changes are applied before
/// they are on disk, and cannot fail.
class Deck {
public:
  Deck(UserId user, const Swipes& swipes, const LookShelf& shelf, DeckLimits limits = {});

  /// Learns from the swipes of before it woke, as soon as there is a shelf: a node that has just
  /// started has none yet.
  void remember(const LookShelf& shelf);

  void apply(const SwipeChange& change, const LookShelf& shelf);
  void apply(const ResetSwipes& reset, const LookShelf& shelf);

  bool has_swiped(LookId look) const { return swiped_.contains(look); }
  bool is_dealt(LookId look) const { return in_run_.contains(look); }
  /// Whether it may still be dealt in this run.
  bool is_new(LookId look) const { return !has_swiped(look) && !is_dealt(look); }

  /// By taste, once enough was learned.
  DeckOrder usual_order() const;

  /// Up to `count` looks of the shelf before this one that are not swiped, the newest first.
  std::vector<Dealt> newest(const LookShelf& shelf, LookId before, std::size_t count) const;

  /// Up to `count` looks for the page behind this one: first those that this run has dealt there
  /// already, so that a page that is asked for again is the same, and then the best of the shelf.
  /// Without a cursor, or with one that this run has not dealt, a new run begins.
  std::vector<Dealt> best(const LookShelf& shelf, std::optional<LookId> after, std::size_t count);

  /// This page is dealt.
  void deal(const std::vector<Dealt>& page);

  std::vector<Reason> explain(const Candidate& candidate) const {
    return taste_.explain(candidate);
  }

private:
  void learn(LookId look, Reaction reaction, const LookShelf& shelf);
  void unlearn(LookId look, Reaction reaction, const LookShelf& shelf);

  UserId user_;
  DeckLimits limits_;
  SwipedLooks swiped_;
  Taste taste_;
  std::vector<Swiped> history_; // what is still to be remembered, in the order of time
  std::vector<Swiped> learned_; // from which swipes, so that just those are unlearned; bounded
  std::vector<Dealt> run_;      // in the order in which they were dealt
  std::unordered_set<LookId> in_run_;
  std::uint64_t rounds_ = 0;
};

} // namespace baro
