#include "actors/deck/deck.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>

namespace baro {

namespace {

using testing::ElementsAre;

constexpr UserId user{5};

/// Looks 1 to `count`; every second one is of category 2, the others of category 1.
LookShelf shelf_of(std::int64_t count, std::set<std::int64_t> sold_out = {}) {
  ShelfPage page;
  page.features = {{FeatureKind::category, 1, "Knit"}, {FeatureKind::category, 2, "Denim"}};
  for (auto id = count; id > 0; --id)
    page.looks.push_back(
      {LookId{id}, sold_out.contains(id), {static_cast<std::uint32_t>(id % 2 == 0)}});
  const std::vector pages{page};
  return LookShelf{LookShelf{}, {look_bottom, look_top, pages, 1'000, true}};
}

std::vector<std::int64_t> ids(const std::vector<Dealt>& page) {
  std::vector<std::int64_t> result;
  for (const auto& dealt : page)
    result.push_back(dealt.look.value);
  return result;
}

SwipeChange like(std::int64_t look) { return {LookId{look}, Reaction::LIKE, {}}; }
SwipeChange dislike(std::int64_t look) { return {LookId{look}, Reaction::DISLIKE, {}}; }
SwipeChange undo(std::int64_t look) { return {LookId{look}, std::nullopt, {}}; }

/// Of the shelf, dealt by taste and remembered as a page is.
std::vector<std::int64_t> page_by_taste(Deck& deck, const LookShelf& shelf, std::size_t size,
                                        std::optional<LookId> after = {}) {
  auto page = deck.best(shelf, after, size);
  deck.deal(page);
  return ids(page);
}

} // namespace

TEST(DeckTest, DealsTheNewestThatWereNotSwiped) {
  const auto shelf = shelf_of(6);
  Deck deck{user, {{{LookId{5}, Reaction::DISLIKE}}}, shelf};
  deck.apply(like(4), shelf);
  EXPECT_THAT(ids(deck.newest(shelf, look_top, 3)), ElementsAre(6, 3, 2));
  EXPECT_THAT(ids(deck.newest(shelf, LookId{3}, 3)), ElementsAre(2, 1));
  EXPECT_THAT(ids(deck.newest(shelf, LookId{6}, 1)), ElementsAre(3));
}

TEST(DeckTest, ASwipeThatIsTakenBackComesAgain) {
  const auto shelf = shelf_of(3);
  Deck deck{user, {}, shelf};
  deck.apply(like(3), shelf);
  deck.apply(undo(3), shelf);
  EXPECT_THAT(ids(deck.newest(shelf, look_top, 9)), ElementsAre(3, 2, 1));
}

TEST(DeckTest, AResetOfOneKindLeavesTheOther) {
  const auto shelf = shelf_of(3);
  Deck deck{user, {}, shelf};
  deck.apply(like(3), shelf);
  deck.apply(dislike(2), shelf);
  deck.apply(ResetSwipes{user, Reaction::DISLIKE}, shelf);
  EXPECT_THAT(ids(deck.newest(shelf, look_top, 9)), ElementsAre(2, 1));
  deck.apply(ResetSwipes{user, std::nullopt}, shelf);
  EXPECT_THAT(ids(deck.newest(shelf, look_top, 9)), ElementsAre(3, 2, 1));
}

TEST(DeckTest, GoesByTasteAfterTenSwipesAndByNewestOnceTheyAreTakenBack) {
  const auto shelf = shelf_of(20);
  Deck deck{user, {}, shelf};
  for (std::int64_t look = 1; look <= 9; ++look)
    deck.apply(like(look), shelf);
  EXPECT_EQ(deck.usual_order(), DeckOrder::newest);
  deck.apply(like(10), shelf);
  EXPECT_EQ(deck.usual_order(), DeckOrder::taste);
  deck.apply(dislike(10), shelf);
  EXPECT_EQ(deck.usual_order(), DeckOrder::taste) << "the last word replaces the one before";
  deck.apply(undo(10), shelf);
  EXPECT_EQ(deck.usual_order(), DeckOrder::newest);
}

TEST(DeckTest, ADeckThatWakesHasTheTasteThatItHadLearned) {
  const auto shelf = shelf_of(60);
  Deck awake{user, {}, shelf};
  Swipes saved;
  for (std::int64_t look = 20; look > 0; --look) {
    const auto change = look % 2 == 0 ? like(look) : dislike(look);
    awake.apply(change, shelf);
    saved.all.insert(saved.all.begin(), {change.look, *change.reaction});
  }
  Deck woken{user, saved, shelf};
  EXPECT_EQ(ids(woken.best(shelf, {}, 20)), ids(awake.best(shelf, {}, 20)));
}

TEST(DeckTest, ADeckThatWakesBeforeThereIsAShelfHasItsTasteOnceThereIs) {
  const auto shelf = shelf_of(60);
  Swipes saved;
  for (std::int64_t look = 1; look <= 20; ++look)
    saved.all.push_back({LookId{look}, look % 2 == 0 ? Reaction::LIKE : Reaction::DISLIKE});
  Deck early{user, saved, LookShelf{}};
  EXPECT_EQ(early.usual_order(), DeckOrder::newest);
  early.remember(shelf);
  Deck woken{user, saved, shelf};
  EXPECT_EQ(early.usual_order(), DeckOrder::taste);
  EXPECT_EQ(ids(early.best(shelf, {}, 20)), ids(woken.best(shelf, {}, 20)));
}

TEST(DeckTest, DealsWhatIsLikedFirstAndWhatIsSoldOutLast) {
  const auto shelf = shelf_of(30, {30});
  Deck deck{user, {}, shelf};
  for (std::int64_t look = 1; look <= 20; ++look)
    deck.apply(look % 2 == 0 ? like(look) : dislike(look), shelf);
  EXPECT_THAT(page_by_taste(deck, shelf, 4), ElementsAre(28, 26, 24, 22));
  EXPECT_EQ(deck.best(shelf, {}, 10).back().look, LookId{30});
}

TEST(DeckTest, APageThatIsAskedForAgainIsTheSame) {
  const auto shelf = shelf_of(30);
  Deck deck{user, {}, shelf};
  const auto first = page_by_taste(deck, shelf, 5);
  const auto second = page_by_taste(deck, shelf, 5, LookId{first.back()});
  const auto third = page_by_taste(deck, shelf, 5, LookId{second.back()});
  EXPECT_EQ(page_by_taste(deck, shelf, 5, LookId{first.back()}), second);
  EXPECT_EQ(page_by_taste(deck, shelf, 5, LookId{second.back()}), third);
}

TEST(DeckTest, ARunGoesOnBehindALookThatWasSwipedMeanwhile) {
  const auto shelf = shelf_of(10);
  Deck deck{user, {}, shelf};
  EXPECT_THAT(page_by_taste(deck, shelf, 3), ElementsAre(10, 9, 8));
  deck.apply(like(8), shelf);
  EXPECT_THAT(page_by_taste(deck, shelf, 3, LookId{8}), ElementsAre(6, 4, 2)) << "which are alike";
}

TEST(DeckTest, BehindALookThatItDidNotDealARunBeginsAnew) {
  const auto shelf = shelf_of(10);
  Deck deck{user, {}, shelf};
  page_by_taste(deck, shelf, 3);
  EXPECT_THAT(page_by_taste(deck, shelf, 3, LookId{2}), ElementsAre(10, 9, 8));
  EXPECT_THAT(page_by_taste(deck, shelf, 3), ElementsAre(10, 9, 8)) << "as it does without one";
}

TEST(DeckTest, RemembersOnlySoMuchOfARun) {
  const auto shelf = shelf_of(30);
  Deck deck{user, {}, shelf, {.dealt_max = 5}};
  auto page = page_by_taste(deck, shelf, 5);
  page = page_by_taste(deck, shelf, 5, LookId{page.back()});
  EXPECT_FALSE(deck.is_dealt(LookId{30}));
  EXPECT_TRUE(deck.is_dealt(LookId{page.back()}));
}

/// Whatever is swiped, taken back and started again in between, in both orders: no page shows a
/// look that is swiped, nothing comes twice in a run, and nothing is left out.
RC_GTEST_PROP(DeckTest, NeverDealsALookThatWasSwiped, ()) {
  const std::int64_t looks = *rc::gen::inRange(1, 40);
  const auto shelf = shelf_of(looks);
  Deck deck{user, {}, shelf};
  std::map<std::int64_t, Reaction> model;
  std::set<std::int64_t> run;
  std::optional<LookId> cursor;
  for (int steps = *rc::gen::inRange(0, 80); steps > 0; --steps) {
    const auto look = *rc::gen::inRange<std::int64_t>(1, looks + 1);
    switch (*rc::gen::inRange(0, 8)) {
      case 0:
      case 1:
        deck.apply(like(look), shelf);
        model[look] = Reaction::LIKE;
        break;
      case 2:
        deck.apply(dislike(look), shelf);
        model[look] = Reaction::DISLIKE;
        break;
      case 3:
        deck.apply(undo(look), shelf);
        model.erase(look);
        break;
      case 4:
        deck.apply(ResetSwipes{user, Reaction::DISLIKE}, shelf);
        std::erase_if(model, [](auto& swipe) { return swipe.second == Reaction::DISLIKE; });
        run.clear();
        cursor.reset();
        break;
      case 5: {
        const auto page = ids(deck.newest(shelf, look_top, 100));
        RC_ASSERT(page.size() == static_cast<std::size_t>(looks) - model.size());
        for (const auto id : page)
          RC_ASSERT(!model.contains(id));
        break;
      }
      default: {
        const auto page = page_by_taste(deck, shelf, 4, cursor);
        if (!cursor)
          run.clear();
        for (const auto id : page) {
          RC_ASSERT(!model.contains(id));
          RC_ASSERT(run.insert(id).second);
        }
        cursor = page.empty() ? std::nullopt : std::optional{LookId{page.back()}};
      }
    }
  }
}

TEST(LookShelfTest, AChangeReplacesARangeAndKeepsTheRest) {
  const auto before = shelf_of(6);
  ShelfPage page;
  page.features = {{FeatureKind::color, 0, "Navy"}};
  page.looks = {{LookId{4}, true, {0, 0}}};
  const std::vector pages{page};
  const LookShelf after{before, {LookId{3}, LookId{4}, pages, 1'000}};
  ASSERT_EQ(after.size(), 5u);
  EXPECT_FALSE(after.find(LookId{3}));
  EXPECT_TRUE(after.has_all());
  const auto changed = after.find(LookId{4});
  ASSERT_TRUE(changed);
  EXPECT_TRUE(changed->sold_out);
  ASSERT_EQ(changed->features.size(), 1u);
  EXPECT_EQ(after.name_of(changed->features[0]), "Navy");
  for (const std::int64_t id : {1, 2, 5, 6}) {
    ASSERT_TRUE(after.find(LookId{id})) << id;
    EXPECT_TRUE(
      std::ranges::equal(after.find(LookId{id})->features, before.find(LookId{id})->features));
    EXPECT_EQ(after.name_of(after.find(LookId{id})->features[0]), id % 2 == 0 ? "Denim" : "Knit");
  }
}

TEST(LookShelfTest, TheOldestFallOff) {
  const auto before = shelf_of(6);
  ShelfPage page;
  page.looks = {{LookId{7}, false, {}}};
  const std::vector pages{page};
  const LookShelf after{before, {LookId{7}, LookId{7}, pages, 6}};
  EXPECT_EQ(after.size(), 6u);
  EXPECT_EQ(after.newest(), LookId{7});
  EXPECT_EQ(after.oldest(), LookId{2});
  EXPECT_FALSE(after.has_all());
}

TEST(LookShelfTest, NamesPricesByTheirBand) {
  ShelfPage page;
  page.features = {{FeatureKind::price, 35'000, ""}, {FeatureKind::price, 900'000, ""}};
  page.looks = {{LookId{1}, false, {0, 1}}};
  const std::vector pages{page};
  const LookShelf shelf{LookShelf{}, {look_bottom, look_top, pages, 6, true}};
  std::set<std::string> names;
  const auto found = shelf.find(LookId{1});
  for (const auto feature : found->features)
    names.insert(shelf.name_of(feature));
  EXPECT_EQ(names, (std::set<std::string>{"30000-49999", "500000-"}));
}

} // namespace baro
