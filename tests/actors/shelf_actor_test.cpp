#include "actors/deck/shelf_actor.hpp"

#include "tests/support/actor_test.hpp"

#include <gmock/gmock.h>

#include <set>

namespace baro {

namespace {

using testing::ElementsAre;

} // namespace

/// The test plays the reader. At first there are looks 1, 2 and 3.
class ShelfActorTest : public test::ActorTest {
protected:
  ShelfPlace place;
  std::set<std::int64_t> looks{1, 2, 3};
  const ShelfActor shelf
    = spawn<ShelfImpl>(ShelfServices{played<ReaderActor>(),
                                     place,
                                     {.looks_max = 4,
                                      .page = 2,
                                      .check_interval = std::chrono::seconds{1},
                                      .reload_interval = std::chrono::seconds{60}}});

  void read_page() {
    run();
    answer_with<ListShelf>([this](const ListShelf& question) -> caf::result<ShelfPage> {
      ShelfPage page;
      for (auto it = looks.rbegin(); it != looks.rend(); ++it)
        if (*it < question.before.value
            && page.looks.size() < static_cast<std::size_t>(question.size))
          page.looks.push_back({LookId{*it}, false, {}});
      return page;
    });
  }

  void read_newest() {
    answer_with<ListLookIds>([this](const ListLookIds&) -> caf::result<LookIds> {
      return looks.empty() ? LookIds{} : LookIds{{LookId{*looks.rbegin()}}};
    });
  }

  std::vector<std::int64_t> on_shelf() {
    const auto present = place.get();
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < present->size(); ++i)
      ids.push_back((*present)[i].look.value);
    return ids;
  }
};

TEST_F(ShelfActorTest, ReadsAllLooksPageByPageAtFirst) {
  read_page();
  read_page();
  EXPECT_THAT(on_shelf(), ElementsAre(3, 2, 1));
  EXPECT_TRUE(place.get()->has_all());
  EXPECT_TRUE(nothing_asked());
}

TEST_F(ShelfActorTest, HoldsOnlyTheNewest) {
  looks = {1, 2, 3, 4, 5, 6};
  read_page();
  read_page();
  EXPECT_THAT(on_shelf(), ElementsAre(6, 5, 4, 3));
  EXPECT_FALSE(place.get()->has_all());
}

TEST_F(ShelfActorTest, ACheckReadsNothingWhileThereIsNoNewLook) {
  read_page();
  read_page();
  pass(std::chrono::seconds{1});
  read_newest();
  EXPECT_TRUE(nothing_asked());
}

TEST_F(ShelfActorTest, ACheckReadsWhatIsNew) {
  read_page();
  read_page();
  looks.insert(4);
  pass(std::chrono::seconds{1});
  read_newest();
  read_page();
  EXPECT_THAT(on_shelf(), ElementsAre(4, 3, 2, 1));
  EXPECT_TRUE(nothing_asked()) << "the rest is known";
}

TEST_F(ShelfActorTest, ALookThatChangedThroughThisNodeIsReadAtOnce) {
  read_page();
  read_page();
  looks.insert(9);
  auto made = ask<Done>(shelf, RefreshShelf{LookId{9}});
  EXPECT_TRUE(made.pending());
  read_page();
  EXPECT_TRUE(made.succeeded());
  EXPECT_THAT(on_shelf(), ElementsAre(9, 3, 2, 1));
  looks.erase(2);
  ask<Done>(shelf, RefreshShelf{LookId{2}});
  read_page();
  EXPECT_THAT(on_shelf(), ElementsAre(9, 3, 1));
}

TEST_F(ShelfActorTest, AllIsReadAnewNowAndThen) {
  read_page();
  read_page();
  looks.erase(1);
  for (int second = 1; second < 60; ++second) {
    pass(std::chrono::seconds{1});
    read_newest();
  }
  pass(std::chrono::seconds{1});
  read_page();
  read_page();
  EXPECT_THAT(on_shelf(), ElementsAre(3, 2));
}

TEST_F(ShelfActorTest, WhatCouldNotBeReadIsReadAtTheNextCheck) {
  run();
  refuse<ListShelf, ShelfPage>(Errc::unavailable);
  EXPECT_THAT(on_shelf(), ElementsAre());
  pass(std::chrono::seconds{1});
  read_page();
  read_page();
  EXPECT_THAT(on_shelf(), ElementsAre(3, 2, 1));
}

} // namespace baro
