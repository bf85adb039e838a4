#include "actors/deck/swiped_looks.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace baro {

RC_GTEST_PROP(SwipedLooksTest, AreWhatAMapWouldHold, ()) {
  std::map<LookId, Reaction> model;
  SwipedLooks swiped;
  for (int steps = *rc::gen::inRange(0, 400); steps > 0; --steps) {
    const LookId look{*rc::gen::inRange<std::int64_t>(1, 60)};
    const auto reaction = *rc::gen::element(Reaction::LIKE, Reaction::DISLIKE);
    const auto known = model.find(look);
    const auto before = known == model.end() ? std::nullopt : std::optional{known->second};
    switch (*rc::gen::weightedElement<int>({{20, 0}, {12, 1}, {1, 2}})) {
      case 0:
        RC_ASSERT(swiped.set(look, reaction) == before);
        model[look] = reaction;
        break;
      case 1:
        RC_ASSERT(swiped.erase(look) == before);
        model.erase(look);
        break;
      default:
        swiped.erase_all(reaction);
        std::erase_if(model, [&](auto& swipe) { return swipe.second == reaction; });
    }
    RC_ASSERT(swiped.size() == model.size());
    for (std::int64_t id = 1; id < 60; ++id) {
      const auto it = model.find(LookId{id});
      RC_ASSERT(swiped.find(LookId{id})
                == (it == model.end() ? std::nullopt : std::optional{it->second}));
    }
  }
}

TEST(SwipedLooksTest, KnowNothingAtFirstAndNothingAfterAllWasTakenBack) {
  SwipedLooks swiped;
  EXPECT_FALSE(swiped.contains(LookId{1}));
  EXPECT_FALSE(swiped.erase(LookId{1}));
  swiped.set(LookId{1}, Reaction::LIKE);
  swiped.erase_all(std::nullopt);
  EXPECT_EQ(swiped.size(), 0u);
  EXPECT_FALSE(swiped.contains(LookId{1}));
}

} // namespace baro
