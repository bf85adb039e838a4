#pragma once

#include "actors/deck/feature.hpp"
#include "protocol/swipe.hpp"

#include <cstddef>
#include <span>
#include <unordered_map>
#include <vector>

namespace baro {

/// A look that could be dealt. Its features are sorted.
struct Candidate {
  LookId look;
  std::span<const FeatureKey> features;
  bool sold_out = false;
};

/// A look that is dealt, and why.
struct Pick {
  std::size_t candidate = 0; // which one
  bool explored = false;     // to learn more, not because it is thought to be liked most
  double score = 0;          // log-odds of a like, compared with this user's average look
};

/// What a feature adds to a score. Positive: it is liked.
struct Reason {
  FeatureKey feature;
  double weight = 0;
};

/// What somebody likes, learned from swipes. Each feature has a weight: how much more often looks
/// with it are liked than this user's average look, as log-odds; few swipes move it little (a naive
/// Bayes classifier with additive smoothing: Manning, Raghavan, Schütze, Introduction to
/// Information Retrieval, 13.2). A score adds up the average weight of each kind of feature, so a
/// look of many products weighs no more than one of few.
class Taste {
public:
  /// Who explores differently has another seed.
  explicit Taste(std::uint64_t seed) : seed_(seed) {}

  void learn(std::span<const FeatureKey> features, Reaction reaction);

  /// Takes back what was learned from one swipe.
  void unlearn(std::span<const FeatureKey> features, Reaction reaction);

  std::size_t swipes() const { return all_.likes + all_.dislikes; }

  /// The best `count` of these, best first; but one in `explore_every` is drawn from all of them,
  /// so that a taste can turn out to be wider than what was shown so far. What is sold out comes
  /// last. The same taste, candidates and round have the same picks.
  std::vector<Pick> pick(std::span<const Candidate> candidates, std::size_t count,
                         std::uint64_t round) const;

  double score(const Candidate& candidate) const;

  /// What the score is made of, the weightiest first.
  std::vector<Reason> explain(const Candidate& candidate) const;

  static constexpr std::size_t explore_every = 10;
  /// A feature's weight counts as much as this user's average until about so many looks with it
  /// were swiped. Of 4, 8 and 16, the last one found most in `./baro bench --only taste`.
  static constexpr double swipes_before_trust = 16;

private:
  struct Tally {
    std::uint32_t likes = 0;
    std::uint32_t dislikes = 0;

    std::uint32_t& of(Reaction reaction) { return reaction == Reaction::LIKE ? likes : dislikes; }
  };

  double weight(FeatureKey feature) const;

  std::uint64_t seed_;
  Tally all_;
  std::unordered_map<FeatureKey, Tally> tallies_;
};

} // namespace baro
