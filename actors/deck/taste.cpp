#include "actors/deck/taste.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <random>

namespace baro {

namespace {

/// Adds up the average of each kind.
template <class WeightOf>
double sum_of_averages(std::span<const FeatureKey> features, WeightOf weight_of) {
  double sum = 0;
  for (auto begin = features.begin(); begin != features.end();) {
    const auto end
      = std::find_if(begin, features.end(), [&](auto f) { return kind_of(f) != kind_of(*begin); });
    sum += std::transform_reduce(begin, end, 0.0, std::plus{}, weight_of)
           / static_cast<double>(end - begin);
    begin = end;
  }
  return sum;
}

} // namespace

void Taste::learn(std::span<const FeatureKey> features, Reaction reaction) {
  ++all_.of(reaction);
  for (const auto feature : features)
    ++tallies_[feature].of(reaction);
}

void Taste::unlearn(std::span<const FeatureKey> features, Reaction reaction) {
  auto take_back = [reaction](Tally& tally) { tally.of(reaction) -= tally.of(reaction) > 0; };
  take_back(all_);
  for (const auto feature : features)
    if (const auto it = tallies_.find(feature); it != tallies_.end())
      take_back(it->second);
}

double Taste::weight(FeatureKey feature) const {
  const auto it = tallies_.find(feature);
  if (it == tallies_.end())
    return 0;
  const double liked = (all_.likes + 1.0) / (all_.likes + all_.dislikes + 2.0);
  const auto& [likes, dislikes] = it->second;
  return std::log((likes + swipes_before_trust * liked)
                  / (dislikes + swipes_before_trust * (1 - liked)))
         - std::log(liked / (1 - liked));
}

double Taste::score(const Candidate& candidate) const {
  return sum_of_averages(candidate.features, [this](FeatureKey f) { return weight(f); });
}

std::vector<Reason> Taste::explain(const Candidate& candidate) const {
  std::vector<Reason> reasons;
  for (const auto feature : candidate.features)
    reasons.push_back({feature, weight(feature)});
  std::ranges::stable_sort(reasons, std::ranges::greater{},
                           [](const Reason& reason) { return std::abs(reason.weight); });
  return reasons;
}

std::vector<Pick> Taste::pick(std::span<const Candidate> candidates, std::size_t count,
                              std::uint64_t round) const {
  // A window of looks shares its features: each is weighed once.
  std::unordered_map<FeatureKey, double> weights;
  auto weight_of = [&](FeatureKey feature) {
    const auto [it, is_new] = weights.try_emplace(feature);
    if (is_new)
      it->second = weight(feature);
    return it->second;
  };
  std::vector<Pick> ranked;
  ranked.reserve(candidates.size());
  for (std::size_t i = 0; i < candidates.size(); ++i)
    ranked.push_back({i, false, sum_of_averages(candidates[i].features, weight_of)});
  count = std::min(count, ranked.size());
  // Of equals the one that was named first, so without any swipes the order stays as it is.
  std::ranges::stable_sort(ranked, [&](const Pick& a, const Pick& b) {
    const auto a_sold = candidates[a.candidate].sold_out, b_sold = candidates[b.candidate].sold_out;
    return a_sold != b_sold ? b_sold : a.score > b.score;
  });
  const auto sold_out = std::ranges::find_if(
    ranked, [&](const Pick& pick) { return candidates[pick.candidate].sold_out; });

  std::mt19937_64 random{mix(seed_ ^ mix(round))};
  for (std::size_t place = explore_every - 1; place < count; place += explore_every) {
    const auto rest = sold_out - ranked.begin() - static_cast<std::ptrdiff_t>(place);
    if (rest <= 1)
      break;
    const auto here = ranked.begin() + static_cast<std::ptrdiff_t>(place);
    const auto drawn
      = here + static_cast<std::ptrdiff_t>(random() % static_cast<std::uint64_t>(rest));
    drawn->explored = true;
    std::rotate(here, drawn, drawn + 1);
  }
  ranked.resize(count);
  return ranked;
}

} // namespace baro
