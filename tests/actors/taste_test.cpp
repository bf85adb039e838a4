#include "actors/deck/taste.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <algorithm>
#include <set>

namespace baro {
namespace {

FeatureKey category(std::uint64_t number) { return feature_key(FeatureKind::category, number); }
FeatureKey color(std::string_view name) { return feature_key(FeatureKind::color, name); }

/// Looks of one feature each.
class TasteTest : public testing::Test {
protected:
  void swipe(FeatureKey feature, Reaction reaction, int times) {
    for (int i = 0; i < times; ++i)
      taste.learn(std::span{&feature, 1}, reaction);
  }

  double score_of(std::vector<FeatureKey> features) {
    std::ranges::sort(features);
    return taste.score({LookId{1}, features});
  }

  Taste taste{7};
};

TEST_F(TasteTest, WhoHasNeverSwipedIsDealtWhatComesFirst) {
  std::vector<FeatureKey> features;
  for (std::uint64_t i = 0; i < 9; ++i)
    features.push_back(category(i));
  std::vector<Candidate> candidates;
  for (const auto& feature : features)
    candidates.push_back({LookId{1}, {&feature, 1}});
  const auto picks = taste.pick(candidates, 9, 1);
  for (std::size_t i = 0; i < 9; ++i)
    EXPECT_EQ(picks[i].candidate, i);
}

TEST_F(TasteTest, WhatWasLikedComesBeforeWhatIsUnknownAndThatBeforeWhatWasDisliked) {
  swipe(category(1), Reaction::LIKE, 5);
  swipe(category(2), Reaction::DISLIKE, 5);
  EXPECT_GT(score_of({category(1)}), 0);
  EXPECT_EQ(score_of({category(3)}), 0);
  EXPECT_LT(score_of({category(2)}), 0);
}

TEST_F(TasteTest, OneSwipeMovesLittleAndManyMoveMuch) {
  swipe(category(2), Reaction::DISLIKE, 20);
  swipe(category(1), Reaction::LIKE, 1);
  const auto after_one = score_of({category(1)});
  swipe(category(1), Reaction::LIKE, 19);
  EXPECT_GT(score_of({category(1)}), 2 * after_one);
}

TEST_F(TasteTest, ALookOfManyProductsWeighsNoMoreThanOneOfFew) {
  swipe(category(1), Reaction::LIKE, 10);
  swipe(category(2), Reaction::LIKE, 10);
  swipe(category(3), Reaction::DISLIKE, 10);
  EXPECT_DOUBLE_EQ(score_of({category(1), category(2)}), score_of({category(1)}));
}

TEST_F(TasteTest, WhatIsSoldOutComesLastHoweverMuchItIsLiked) {
  swipe(category(1), Reaction::LIKE, 10);
  swipe(category(2), Reaction::DISLIKE, 10);
  const FeatureKey liked = category(1), disliked = category(2);
  const std::vector<Candidate> candidates{{LookId{1}, {&liked, 1}, true},
                                          {LookId{2}, {&disliked, 1}, false}};
  EXPECT_EQ(taste.pick(candidates, 1, 1)[0].candidate, 1);
  EXPECT_EQ(taste.pick(candidates, 2, 1)[1].candidate, 0);
}

TEST_F(TasteTest, OneInTenIsDrawnFromAllTheRestAndSaysSo) {
  swipe(category(0), Reaction::LIKE, 10);
  std::vector<FeatureKey> features;
  for (std::uint64_t i = 0; i < 100; ++i)
    features.push_back(category(i % 2));
  std::vector<Candidate> candidates;
  for (const auto& feature : features)
    candidates.push_back({LookId{1}, {&feature, 1}});
  std::set<std::size_t> drawn;
  for (std::uint64_t round = 0; round < 50; ++round) {
    const auto picks = taste.pick(candidates, 20, round);
    for (std::size_t place = 0; place < picks.size(); ++place)
      EXPECT_EQ(picks[place].explored, place % Taste::explore_every == Taste::explore_every - 1);
    drawn.insert(picks[9].candidate);
  }
  EXPECT_GT(drawn.size(), 20);
}

TEST_F(TasteTest, ReasonsAddUpToTheScoreAndTheWeightiestComesFirst) {
  swipe(category(1), Reaction::LIKE, 10);
  swipe(color("navy"), Reaction::DISLIKE, 30);
  std::vector<FeatureKey> features{category(1), color("navy")};
  std::ranges::sort(features);
  const Candidate candidate{LookId{1}, features};
  const auto reasons = taste.explain(candidate);
  ASSERT_EQ(reasons.size(), 2);
  EXPECT_GE(std::abs(reasons[0].weight), std::abs(reasons[1].weight));
  EXPECT_DOUBLE_EQ(reasons[0].weight + reasons[1].weight, taste.score(candidate));
}

RC_GTEST_PROP(TasteProperty, WhatIsTakenBackLeavesNoTrace, ()) {
  const auto swipes = *rc::gen::container<std::vector<std::pair<std::uint8_t, bool>>>(
    rc::gen::arbitrary<std::pair<std::uint8_t, bool>>());
  Taste with{1}, without{1};
  const auto undone
    = *rc::gen::container<std::vector<bool>>(swipes.size(), rc::gen::arbitrary<bool>());
  for (std::size_t i = 0; i < swipes.size(); ++i) {
    const auto feature = category(swipes[i].first % 8);
    const auto reaction = swipes[i].second ? Reaction::LIKE : Reaction::DISLIKE;
    with.learn({&feature, 1}, reaction);
    if (undone[i])
      with.unlearn({&feature, 1}, reaction);
    else
      without.learn({&feature, 1}, reaction);
  }
  RC_ASSERT(with.swipes() == without.swipes());
  for (std::uint64_t i = 0; i < 8; ++i) {
    const auto feature = category(i);
    const Candidate candidate{LookId{1}, {&feature, 1}};
    RC_ASSERT(with.score(candidate) == without.score(candidate));
  }
}

RC_GTEST_PROP(TasteProperty, NoLookIsPickedTwice, (std::uint64_t seed, std::uint64_t round)) {
  const auto count = *rc::gen::inRange<std::size_t>(0, 60);
  const auto sold = *rc::gen::container<std::vector<bool>>(count, rc::gen::arbitrary<bool>());
  std::vector<FeatureKey> features;
  for (std::uint64_t i = 0; i < count; ++i)
    features.push_back(category(i % 5));
  Taste taste{seed};
  std::vector<Candidate> candidates;
  for (std::size_t i = 0; i < count; ++i) {
    candidates.push_back({LookId{1}, {&features[i], 1}, sold[i]});
    taste.learn({&features[i], 1}, i % 3 ? Reaction::LIKE : Reaction::DISLIKE);
  }
  const auto wanted = *rc::gen::inRange<std::size_t>(0, 80);
  std::set<std::size_t> picked;
  for (const auto& pick : taste.pick(candidates, wanted, round))
    RC_ASSERT(picked.insert(pick.candidate).second);
  RC_ASSERT(picked.size() == std::min(wanted, count));
}

} // namespace
} // namespace baro
