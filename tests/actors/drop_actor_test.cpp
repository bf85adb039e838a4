#include "actors/drop/drop_actor.hpp"

#include "monitoring/drop_metrics.hpp"
#include "tests/support/actor_test.hpp"

#include <gmock/gmock.h>

namespace baro {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;
using testing::ElementsAre;

constexpr ProductId coat{1};
constexpr Caller owner{UserId{9}, Role::STORE_OWNER};
constexpr seconds turn{60};

UserId user(std::int64_t number) { return UserId{number}; }

} // namespace

/// The test plays the writer and the reader. The drop starts in ten seconds, with two units.
class DropActorTest : public test::ActorTest {
protected:
  DropActorTest() { wake(); }

  DropMetrics metrics{registry};
  const DropServices services{played<DropWriterActor>(),
                              played<ReaderActor>(),
                              metrics,
                              clock,
                              {.commit_places_max = 3, .asking_max = 5}};
  DropTerms terms{{time.micros + 10'000'000}, 1, turn.count(), 1'000, false};
  std::map<std::int64_t, Place> disk;
  Quantity on_hand = 2;
  Epoch epoch = 0;
  DropActor drop;

  /// A new activation, which knows what is on disk.
  void wake() {
    DropActivated activated{terms, ++epoch, {}, on_hand};
    for (const auto& [position, place] : disk)
      activated.line.push_back(place);
    drop = spawn<DropImpl>(coat, activated, services);
  }

  test::Pending<PlaceView> join(std::int64_t number) {
    return ask<PlaceView>(drop, JoinLine{coat, user(number), 1});
  }
  test::Pending<PlaceView> place(std::int64_t number) {
    return ask<PlaceView>(drop, GetPlace{coat, user(number)});
  }
  test::Pending<TurnTaken> take_turn(std::int64_t number) {
    return ask<TurnTaken>(drop, TakeTurn{coat, user(number), 1});
  }

  /// Saves the next commit, and says which positions were in it.
  std::vector<std::int64_t> save(std::vector<Place> spent = {}) {
    std::vector<std::int64_t> positions;
    answer_with<CommitLine>([&](const CommitLine& commit) -> caf::result<LineCommitted> {
      EXPECT_EQ(commit.epoch, epoch);
      for (const auto& place : commit.places) {
        positions.push_back(place.position);
        disk[place.position] = place;
      }
      return LineCommitted{spent};
    });
    return positions;
  }

  void count() {
    answer_with<CountUnits>([&](const CountUnits&) -> caf::result<UnitsCounted> {
      return UnitsCounted{on_hand, {}};
    });
  }

  bool may_sleep() { return ask<bool>(drop, Passivate{}).value(); }
};

TEST_F(DropActorTest, AnswersOnceThePlaceIsOnDisk) {
  auto joined = join(1);
  EXPECT_TRUE(joined.pending());
  EXPECT_FALSE(may_sleep());
  save();
  EXPECT_EQ(joined.value().position, 1);
  EXPECT_EQ(joined.value().estimated_wait_seconds, 10);
  EXPECT_TRUE(may_sleep());
}

TEST_F(DropActorTest, WhoJoinsWhileACommitRunsIsInTheNextOneTogether) {
  auto first = join(1);
  auto second = join(2);
  auto third = join(3);
  auto again = join(3);
  EXPECT_THAT(save(), ElementsAre(1));
  EXPECT_TRUE(second.pending());
  EXPECT_THAT(save(), ElementsAre(2, 3));
  EXPECT_EQ(third.value().position, 3);
  EXPECT_EQ(again.value().position, 3);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(DropActorTest, ACommitHasALimit) {
  join(1);
  for (std::int64_t number = 2; number <= 5; ++number)
    join(number);
  EXPECT_EQ(join(6).error(), Errc::overloaded) << "so many wait already";
  EXPECT_THAT(save(), ElementsAre(1));
  EXPECT_THAT(save(), ElementsAre(2, 3, 4));
  EXPECT_THAT(save(), ElementsAre(5, 6)) << "who was not told is in line all the same";
}

TEST_F(DropActorTest, ATurnBeginsWhenTheDropStartsAndIsToldOnceItIsOnDisk) {
  join(1);
  save();
  EXPECT_EQ(take_turn(1).error(), Errc::drop_not_started);
  pass(seconds{10});
  auto shown = place(1);
  auto taken = take_turn(1);
  EXPECT_TRUE(shown.pending());
  EXPECT_TRUE(taken.pending()) << "an order would find no turn on disk";
  save();
  EXPECT_EQ(shown.value().state, PlaceState::TURN);
  EXPECT_EQ(taken.value().position, 1);
}

TEST_F(DropActorTest, AnUnitWhoseTurnLapsedIsOfferedToTheNext) {
  for (std::int64_t number = 1; number <= 3; ++number) {
    join(number);
    save();
  }
  pass(seconds{10});
  save();
  EXPECT_EQ(take_turn(3).error(), Errc::not_your_turn);
  count(); // somebody waits for units, so they are counted now and then
  self->send(drop, EndTurn{{coat, 1, 1}, OrderId{7}});
  run();
  on_hand = 1;
  for (int minute = 0; minute < 62; ++minute) {
    pass(seconds{1});
    while (!nothing_asked())
      self->receive(
        [&](const CommitLine& commit) -> caf::result<LineCommitted> {
          for (const auto& place : commit.places)
            disk[place.position] = place;
          return LineCommitted{};
        },
        [&](const CountUnits&) -> caf::result<UnitsCounted> {
          return UnitsCounted{on_hand, {}};
        });
    run();
  }
  EXPECT_EQ(disk[1].state, PlaceState::TURN) << "the order's own commit wrote that it is bought";
  EXPECT_EQ(disk[2].state, PlaceState::LAPSED);
  EXPECT_EQ(disk[3].state, PlaceState::TURN);
  EXPECT_EQ(place(1).value().state, PlaceState::BOUGHT);
  EXPECT_TRUE(take_turn(3).succeeded());
}

TEST_F(DropActorTest, WhoLooksWakesItAndWhatWasDueIsDone) {
  join(1);
  save();
  pass(seconds{10});
  save();
  pass(turn + seconds{1000});
  disk[2] = {2, user(2), 1, time, PlaceState::WAITING, {}, {}};
  on_hand = 1;
  disk[1].state = PlaceState::TURN;
  wake();
  auto shown = place(2);
  save();
  EXPECT_EQ(shown.value().state, PlaceState::WAITING);
  save();
  shown = place(2);
  EXPECT_EQ(shown.value().state, PlaceState::TURN);
  EXPECT_EQ(disk[1].state, PlaceState::LAPSED);
}

TEST_F(DropActorTest, ItGoesOnWithoutBeingLookedAtOnlyForAWhile) {
  join(1);
  save();
  pass(services.config.attention + seconds{1});
  while (!nothing_asked())
    save();
  EXPECT_EQ(scheduler.trigger_timeouts(), 0u);
}

TEST_F(DropActorTest, UnitsThatComeBackAreCountedAndOffered) {
  on_hand = 0;
  wake();
  join(1);
  save();
  pass(seconds{10});
  count();
  EXPECT_EQ(place(1).value().state, PlaceState::WAITING);
  on_hand = 1;
  pass(seconds{1});
  count();
  auto shown = place(1);
  save();
  EXPECT_EQ(shown.value().state, PlaceState::TURN);
}

TEST_F(DropActorTest, WhoHasCancelledMayJoinAgain) {
  join(1);
  save();
  pass(seconds{10});
  save();
  self->send(drop, EndTurn{{coat, 1, 1}, OrderId{7}});
  run();
  EXPECT_EQ(join(1).error(), Errc::customer_limit);
  answer_with<CountUnits>([&](const CountUnits&) -> caf::result<UnitsCounted> {
    auto returned = disk[1];
    returned.state = PlaceState::RETURNED;
    returned.order = OrderId{7};
    return UnitsCounted{2, {returned}};
  });
  auto again = join(1);
  save();
  EXPECT_EQ(again.value().position, 2);
}

TEST_F(DropActorTest, ACountThatASaleHasCrossedIsNotBelieved) {
  join(1);
  save();
  join(2);
  save();
  join(3);
  save();
  pass(seconds{10});
  save();
  pass(seconds{1}); // the count begins, and may see what the order has taken or not
  self->send(drop, EndTurn{{coat, 1, 1}, OrderId{7}});
  run();
  count(); // says two, of which one is sold
  EXPECT_EQ(place(3).value().state, PlaceState::WAITING);
}

TEST_F(DropActorTest, AFailedCommitMakesItStartAnewFromDisk) {
  auto joined = join(1);
  refuse<CommitLine, LineCommitted>(Errc::fenced);
  EXPECT_EQ(joined.error(), Errc::fenced);
  EXPECT_FALSE(ask<bool>(drop, Passivate{}).succeeded()) << "it has ended";
}

TEST_F(DropActorTest, AnActivationThatWasReplacedEndsWhenItCounts) {
  on_hand = 0;
  wake();
  join(1);
  save();
  pass(seconds{10});
  refuse<CountUnits, UnitsCounted>(Errc::fenced);
  EXPECT_FALSE(ask<bool>(drop, Passivate{}).succeeded()) << "it has ended";
}

TEST_F(DropActorTest, AProductBecomesADropOnceThatIsOnDisk) {
  drop = spawn<DropImpl>(coat, DropActivated{}, services);
  EXPECT_EQ(join(1).error(), Errc::not_found);
  EXPECT_EQ(take_turn(1).error(), Errc::fenced) << "its SKUs are about to learn of it";
  auto changed = ask<DropChanged>(drop, SetDrop{owner, coat, terms.starts_at, 1, 60, 10});
  EXPECT_TRUE(changed.pending());
  EXPECT_EQ(ask<DropChanged>(drop, SetDrop{owner, coat, terms.starts_at, 2, 60, 10}).error(),
            Errc::overloaded)
    << "one after the other";
  answer<SaveDrop>(DropSaved{1, {SkuId{3}}});
  EXPECT_EQ(changed.value().drop.state, DropPhase::UPCOMING);
  EXPECT_THAT(changed.value().skus, ElementsAre(SkuId{3}));
  count();
  auto joined = join(1);
  save();
  EXPECT_TRUE(joined.succeeded());
}

TEST_F(DropActorTest, SomebodyElsesDropIsNotChanged) {
  auto ended = ask<DropChanged>(drop, EndDrop{owner, coat});
  refuse<SaveDrop, DropSaved>(Errc::not_allowed);
  EXPECT_EQ(ended.error(), Errc::not_allowed);
  EXPECT_EQ(ask<DropView>(drop, GetDrop{coat}).value().state, DropPhase::UPCOMING);
}

} // namespace baro
