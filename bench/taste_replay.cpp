// baro_taste_replay USERS: how many of the looks that people are shown they like, when the newest
// are shown first, when the taste orders them, and when somebody orders them who knows what they
// like. Prints JSON.
//
// The people are made up. Each has a hidden weight for every category, colour, store and price
// band, drawn anew for each person, so that nothing is to be learned from others; what a person
// thinks of a look is the sum of the average weight of each kind, and whether it is liked is tossed
// once, with the odds that follow from it: even somebody who knows all the weights is wrong at
// times. A person likes about one look in six. Some categories, colours and stores are common, most
// are rare (Zipf). Looks are dealt in pages of ten out of the newest thousand not seen yet, as DECK
// does.

#include "actors/deck/taste.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <cmath>
#include <functional>
#include <iostream>
#include <map>
#include <numeric>
#include <random>
#include <set>
#include <string>

namespace {

using namespace baro;
using Random = std::mt19937_64;

constexpr std::size_t looks_max = 5'000;
constexpr std::size_t window = 1'000;
constexpr std::size_t page = 10;
constexpr std::size_t swipes_max = 300;

struct Kind {
  FeatureKind kind;
  std::size_t values;
  double spread; // of people's weights
  bool some_are_common;
};
constexpr Kind kinds[] = {{FeatureKind::category, 20, 1.9, true},
                          {FeatureKind::color, 15, 1.3, true},
                          {FeatureKind::store, 60, 1.3, true},
                          {FeatureKind::price, price_bands.size() + 1, 0.8, false}};
constexpr double average_look = -2.4; // log-odds of a like

using Look = std::vector<FeatureKey>;

Look any_look(Random& random) {
  std::set<FeatureKey> features;
  const auto products = 2 + random() % 3;
  for (std::size_t i = 0; i < products; ++i)
    for (const auto& kind : kinds) {
      std::vector<double> odds;
      for (std::size_t value = 0; value < kind.values; ++value)
        odds.push_back(kind.some_are_common ? 1.0 / static_cast<double>(value + 1) : 1.0);
      std::discrete_distribution<std::uint64_t> any{odds.begin(), odds.end()};
      features.insert(feature_key(kind.kind, any(random)));
    }
  return {features.begin(), features.end()};
}

class Person {
public:
  explicit Person(std::uint64_t seed, const std::vector<Look>& looks) {
    Random random{seed};
    std::map<FeatureKey, double> weights;
    for (const auto& kind : kinds)
      for (std::size_t value = 0; value < kind.values; ++value)
        weights[feature_key(kind.kind, value)] = std::normal_distribution{0.0, kind.spread}(random);
    for (const auto& look : looks) {
      double odds = average_look;
      for (const auto& kind : kinds)
        odds += average_of(kind.kind, look, weights);
      opinions_.push_back(odds);
      likes_.push_back(std::bernoulli_distribution{1 / (1 + std::exp(-odds))}(random));
    }
  }

  bool likes(std::size_t look) const { return likes_[look]; }
  double opinion(std::size_t look) const { return opinions_[look]; }

private:
  static double average_of(FeatureKind kind, const Look& look,
                           const std::map<FeatureKey, double>& weights) {
    double sum = 0;
    int count = 0;
    for (const auto feature : look)
      if (kind_of(feature) == kind) {
        sum += weights.at(feature);
        ++count;
      }
    return sum / count;
  }

  std::vector<double> opinions_;
  std::vector<bool> likes_;
};

/// Which of the newest thousand to show next. They come newest first.
using Order = std::function<std::vector<std::size_t>(const std::vector<std::size_t>& unseen)>;
using Swiped = std::function<void(std::size_t look, bool liked)>;

/// How many were liked after each page, added to `liked`.
void swipe_through(const Person& person, const Order& order, const Swiped& swiped,
                   std::vector<double>& liked) {
  std::vector<std::size_t> unseen(looks_max);
  std::iota(unseen.begin(), unseen.end(), 0);
  double found = 0;
  for (std::size_t i = 0; i < swipes_max / page; ++i) {
    const std::vector<std::size_t> newest{unseen.begin(), unseen.begin() + window};
    for (const auto look : order(newest)) {
      found += person.likes(look);
      swiped(look, person.likes(look));
      std::erase(unseen, look);
    }
    liked[i] += found;
  }
}

std::vector<std::size_t> first_page(std::vector<std::size_t> looks) {
  looks.resize(page);
  return looks;
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: baro_taste_replay USERS\n";
    return 2;
  }
  const auto users = std::stoull(argv[1]);
  Random random{2026};
  std::vector<Look> looks;
  for (std::size_t i = 0; i < looks_max; ++i)
    looks.push_back(any_look(random));

  std::map<std::string, std::vector<double>> liked;
  for (const auto* name : {"newest", "taste", "all-knowing"})
    liked[name].resize(swipes_max / page);
  for (std::uint64_t user = 1; user <= users; ++user) {
    const Person person{user, looks};
    const auto nothing = [](std::size_t, bool) {};
    swipe_through(person, first_page, nothing, liked["newest"]);

    Taste taste{user};
    std::uint64_t round = 0;
    auto by_taste = [&](const std::vector<std::size_t>& unseen) {
      if (taste.swipes() < page)
        return first_page(unseen);
      std::vector<Candidate> candidates;
      for (const auto look : unseen)
        candidates.push_back({LookId{static_cast<std::int64_t>(look)}, looks[look]});
      std::vector<std::size_t> dealt;
      for (const auto& pick : taste.pick(candidates, page, ++round))
        dealt.push_back(unseen[pick.candidate]);
      return dealt;
    };
    auto learn = [&](std::size_t look, bool is_liked) {
      taste.learn(looks[look], is_liked ? Reaction::LIKE : Reaction::DISLIKE);
    };
    swipe_through(person, by_taste, learn, liked["taste"]);

    auto all_knowing = [&](std::vector<std::size_t> unseen) {
      std::ranges::sort(unseen, std::ranges::greater{},
                        [&](std::size_t look) { return person.opinion(look); });
      return first_page(std::move(unseen));
    };
    swipe_through(person, all_knowing, nothing, liked["all-knowing"]);
  }

  boost::json::object result{{"users", users}, {"page", page}};
  for (auto& [name, sums] : liked) {
    for (auto& sum : sums)
      sum /= static_cast<double>(users);
    result[name] = boost::json::value_from(sums);
  }
  std::cout << result << "\n";
}
