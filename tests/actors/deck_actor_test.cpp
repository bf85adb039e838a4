#include "actors/deck/deck_actor.hpp"

#include "tests/support/actor_test.hpp"

#include <gmock/gmock.h>

namespace baro {

namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr UserId user{5};

LookShelf shelf_of(std::int64_t oldest, std::int64_t newest, bool has_all) {
  ShelfPage page;
  for (auto id = newest; id >= oldest; --id)
    page.looks.push_back({LookId{id}, false, {}});
  const std::vector pages{page};
  return LookShelf{LookShelf{}, {look_bottom, look_top, pages, 1'000, has_all}};
}

} // namespace

/// The test plays the writer and the reader. Looks 11 to 14 are on the shelf; 1 to 10 are older.
class DeckActorTest : public test::ActorTest {
protected:
  DeckActorTest() { place.put(std::make_shared<const LookShelf>(shelf_of(11, 14, false))); }

  ShelfPlace place;
  const DeckServices services{played<SwipeWriterActor>(),
                              played<ReaderActor>(),
                              place,
                              clock,
                              {.waiting_max = 3, .older_page = 4, .older_pages_max = 2}};
  const DeckActor deck = spawn<DeckImpl>(user, Swipes{{{LookId{13}, Reaction::LIKE}}}, services);

  test::Pending<Done> swipe(std::int64_t look, Reaction reaction = Reaction::LIKE) {
    return ask<Done>(deck, SwipeLook{user, LookId{look}, reaction});
  }
  test::Pending<Done> undo(std::int64_t look) {
    return ask<Done>(deck, UndoSwipe{user, LookId{look}});
  }
  test::Pending<Slice<LookCard>> page(std::int32_t size, std::optional<std::int64_t> after = {}) {
    GetDeck question{user, {std::nullopt, size}, DeckOrder::newest, false};
    if (after)
      question.page.after = Cursor{{*after}, std::nullopt};
    return ask<Slice<LookCard>>(deck, question);
  }

  /// Answers what is to be saved with what does not exist, and says what that was.
  std::vector<std::int64_t> save(std::vector<LookId> missing = {}) {
    std::vector<std::int64_t> looks;
    answer_with<CommitSwipes>([&](const CommitSwipes& commit) -> caf::result<SwipesCommitted> {
      for (const auto& change : commit.changes)
        looks.push_back(change.reaction ? change.look.value : -change.look.value);
      return SwipesCommitted{missing};
    });
    return looks;
  }

  /// Answers the question for cards; there are none of these looks.
  void show(std::vector<std::int64_t> deleted = {}) {
    answer_with<FindLookCards>([&](const FindLookCards& question) -> caf::result<LookCards> {
      LookCards cards;
      for (const auto look : question.looks)
        if (std::ranges::find(deleted, look.value) == deleted.end())
          cards.all.push_back({look, "title", "/t.svg", 1, {}});
      return cards;
    });
  }

  /// Answers the question for older looks.
  void list_older() {
    answer_with<ListLookIds>([](const ListLookIds& question) -> caf::result<LookIds> {
      LookIds ids;
      for (auto id = std::min<std::int64_t>(10, question.before.value - 1);
           id > 0 && ids.all.size() < static_cast<std::size_t>(question.size); --id)
        ids.all.push_back(LookId{id});
      return ids;
    });
  }

  static std::vector<std::int64_t> ids(const Slice<LookCard>& slice) {
    std::vector<std::int64_t> result;
    for (const auto& card : slice.content)
      result.push_back(card.look_id.value);
    return result;
  }

  bool may_sleep() { return ask<bool>(deck, Passivate{}).value(); }
};

TEST_F(DeckActorTest, AnswersOnceTheSwipeIsOnDisk) {
  auto swiped = swipe(14);
  EXPECT_TRUE(swiped.pending());
  EXPECT_FALSE(may_sleep());
  save();
  EXPECT_TRUE(swiped.succeeded());
  EXPECT_TRUE(may_sleep());
}

TEST_F(DeckActorTest, APageKnowsOfSwipesThatAreStillBeingSaved) {
  swipe(14);
  auto shown = page(1); // is put together before the swipe is on disk
  save();
  show();
  EXPECT_THAT(ids(shown.value()), ElementsAre(12));
}

TEST_F(DeckActorTest, ALookThatIsSwipedWhileItsCardIsReadIsNotShown) {
  auto shown = page(2);
  swipe(12);
  answer_with<FindLookCards>([](const FindLookCards& question) -> caf::result<LookCards> {
    LookCards cards;
    for (const auto look : question.looks)
      cards.all.push_back({look, "title", "/t.svg", 1, {}});
    return cards;
  });
  save();
  EXPECT_THAT(ids(shown.value()), ElementsAre(14));
}

TEST_F(DeckActorTest, WhatComesWhileACommitRunsIsOneCommitAfterIt) {
  auto first = swipe(14);
  auto second = swipe(12);
  auto third = swipe(11);
  auto again = undo(12);
  EXPECT_THAT(save(), ElementsAre(14));
  EXPECT_TRUE(first.succeeded());
  EXPECT_TRUE(second.pending());
  EXPECT_THAT(save(), ElementsAre(11, -12)) << "of one look the last change counts";
  EXPECT_TRUE(second.succeeded());
  EXPECT_TRUE(third.succeeded());
  EXPECT_TRUE(again.succeeded());
  EXPECT_TRUE(nothing_asked());
}

TEST_F(DeckActorTest, AResetKeepsItsPlaceAmongTheSwipes) {
  swipe(14);
  swipe(12);
  auto reset = ask<SwipesReset>(deck, ResetSwipes{user, std::nullopt});
  auto last = swipe(11);
  EXPECT_THAT(save(), ElementsAre(14));
  EXPECT_THAT(save(), ElementsAre(12));
  EXPECT_TRUE(last.pending());
  answer<ResetSwipes>(SwipesReset{{LookId{14}}});
  EXPECT_THAT(reset.value().unliked, ElementsAre(LookId{14}));
  EXPECT_THAT(save(), ElementsAre(11));
  EXPECT_TRUE(last.succeeded());
}

TEST_F(DeckActorTest, WhatDoesNotExistIsNotFoundAndTheOthersGoThrough) {
  swipe(14);
  auto unknown = swipe(99);
  auto known = swipe(12);
  save();
  save({LookId{99}});
  EXPECT_EQ(unknown.error(), Errc::not_found);
  EXPECT_TRUE(known.succeeded());
}

TEST_F(DeckActorTest, AFailedCommitMakesItStartAnewFromDisk) {
  auto saving = swipe(14);
  auto waiting = swipe(12);
  refuse<CommitSwipes, SwipesCommitted>(Errc::deadline_passed);
  EXPECT_EQ(saving.error(), Errc::deadline_passed);
  EXPECT_EQ(waiting.error(), Errc::unavailable);
  EXPECT_FALSE(ask<bool>(deck, Passivate{}).succeeded()) << "it has ended";
}

TEST_F(DeckActorTest, OnlySoManyChangesWait) {
  swipe(14);
  swipe(1);
  swipe(2);
  swipe(3);
  EXPECT_EQ(swipe(4).error(), Errc::overloaded);
  save();
  save();
}

TEST_F(DeckActorTest, LooksOlderThanTheShelfAreReadPageByPage) {
  auto shown = page(6);
  list_older();
  show();
  EXPECT_THAT(ids(shown.value()), ElementsAre(14, 12, 11, 10, 9, 8));
  EXPECT_TRUE(shown.value().has_next);
  shown = page(9, 8);
  list_older();
  list_older();
  show();
  EXPECT_THAT(ids(shown.value()), ElementsAre(7, 6, 5, 4, 3, 2, 1));
  EXPECT_FALSE(shown.value().has_next);
}

TEST_F(DeckActorTest, ARequestReadsOnlySoManyOlderLooksAndSaysWhereToGoOn) {
  for (std::int64_t look = 1; look <= 10; ++look) {
    swipe(look);
    save();
  }
  auto shown = page(1, 11);
  list_older();
  list_older();
  EXPECT_THAT(ids(shown.value()), IsEmpty());
  EXPECT_TRUE(shown.value().has_next);
  EXPECT_EQ(shown.value().next_cursor->id.value, 3);
}

TEST_F(DeckActorTest, DeletedLooksDropOut) {
  auto shown = page(2);
  show({14});
  EXPECT_THAT(ids(shown.value()), ElementsAre(12));
  EXPECT_TRUE(shown.value().has_next);
}

TEST_F(DeckActorTest, AReaderThatFailsIsToldAndLeavesNothingInFlight) {
  auto shown = page(2);
  refuse<FindLookCards, LookCards>(Errc::unavailable);
  EXPECT_EQ(shown.error(), Errc::unavailable);
  EXPECT_TRUE(may_sleep());
}

} // namespace baro
