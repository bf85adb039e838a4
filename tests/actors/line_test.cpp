#include "actors/drop/line.hpp"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>

namespace baro {

namespace {

using testing::ElementsAre;

constexpr std::int64_t second = 1'000'000;
constexpr Timestamp start{1'790'000'000 * second};

Timestamp after(double seconds) {
  return {start.micros + static_cast<std::int64_t>(seconds * second)};
}

DropTerms terms(Quantity per_customer = 1, std::int64_t admissions = 1'000) {
  return {start, per_customer, 60, admissions, false};
}

UserId user(std::int64_t number) { return UserId{number}; }

/// A line before it starts, with people 1 to `count` in it, all on disk.
Line line_of(std::int64_t count, Quantity on_hand, DropTerms of = terms()) {
  Line line{of, {}, on_hand, after(-10)};
  for (std::int64_t n = 1; n <= count; ++n)
    EXPECT_TRUE(line.join(user(n), 1, after(-5)));
  line.take_changes(1'000);
  line.saved({});
  return line;
}

void save(Line& line, const std::vector<Place>& spent = {}) {
  line.take_changes(1'000);
  line.saved(spent);
}

PlaceView place(const Line& line, std::int64_t number, Timestamp at) {
  return line.view(*line.find(user(number)), at);
}

std::vector<PlaceState> states(const Line& line, std::int64_t count) {
  std::vector<PlaceState> result;
  for (std::int64_t n = 1; n <= count; ++n)
    result.push_back(place(line, n, start).state);
  return result;
}

constexpr auto WAITING = PlaceState::WAITING;
constexpr auto TURN = PlaceState::TURN;
constexpr auto BOUGHT = PlaceState::BOUGHT;
constexpr auto LAPSED = PlaceState::LAPSED;
constexpr auto LEFT = PlaceState::LEFT;

} // namespace

TEST(LineTest, WhoJoinsTwiceKeepsTheirPlace) {
  auto line = line_of(2, 1);
  EXPECT_EQ(*line.join(user(1), 1, after(-1)), 1);
  EXPECT_EQ(line.waiting(), 2);
}

TEST(LineTest, NobodyHasATurnBeforeItStarts) {
  auto line = line_of(2, 5);
  EXPECT_EQ(line.give_turns(after(-0.001)), 0u);
  EXPECT_EQ(line.may_order(user(1), 1, after(-0.001)).error().code, Errc::drop_not_started);
  EXPECT_EQ(line.give_turns(start), 2u);
  EXPECT_TRUE(line.may_order(user(1), 1, start));
}

TEST(LineTest, TurnsAreGivenInOrderAndForNoMoreUnitsThanThereAre) {
  auto line = line_of(4, 2);
  EXPECT_EQ(line.give_turns(start), 2u);
  EXPECT_THAT(states(line, 4), ElementsAre(TURN, TURN, WAITING, WAITING));
  EXPECT_EQ(line.may_order(user(3), 1, start).error().code, Errc::not_your_turn);
}

TEST(LineTest, TurnsAreGivenNoFasterThanAllowed) {
  auto line = line_of(50, 50, terms(1, 10));
  std::size_t given = 0;
  for (int tenth = 0; tenth < 10; ++tenth)
    given += line.give_turns(after(tenth / 10.0));
  EXPECT_LE(given, 11u);
  EXPECT_GE(given, 9u);
}

TEST(LineTest, ATurnThatIsOverIsOfferedToTheNextOnceThatIsOnDisk) {
  auto line = line_of(3, 2);
  line.give_turns(start);
  save(line);
  EXPECT_EQ(line.end_turns(after(59)), 0u);
  EXPECT_EQ(line.end_turns(after(60)), 2u);
  EXPECT_EQ(line.give_turns(after(60)), 0u) << "until it is on disk, it may still be spent";
  save(line);
  EXPECT_EQ(line.give_turns(after(60)), 1u);
  EXPECT_THAT(states(line, 3), ElementsAre(LAPSED, LAPSED, TURN));
  EXPECT_EQ(line.may_order(user(1), 1, after(60)).error().code, Errc::not_your_turn);
}

TEST(LineTest, ATurnThatWasSpentBeforeItsEndWasSavedStaysSpent) {
  auto line = line_of(2, 1);
  line.give_turns(start);
  save(line);
  line.end_turns(after(60));
  Place spent;
  spent.position = 1;
  spent.quantity = 1;
  spent.state = BOUGHT;
  spent.order = OrderId{7};
  save(line, {spent});
  EXPECT_EQ(line.give_turns(after(60)), 0u) << "there is no unit left";
  EXPECT_THAT(states(line, 2), ElementsAre(BOUGHT, WAITING));
  EXPECT_EQ(line.join(user(1), 1, after(61)).error().code, Errc::customer_limit);
}

TEST(LineTest, WhoseTurnIsJustOverJoinsAgainOnceItIsSureThatItWasNotSpent) {
  auto line = line_of(1, 1);
  line.give_turns(start);
  save(line);
  line.end_turns(after(60));
  EXPECT_EQ(line.join(user(1), 1, after(60)).error().code, Errc::unavailable);
  save(line);
  EXPECT_EQ(*line.join(user(1), 1, after(60)), 2);
}

TEST(LineTest, ASpentTurnIsHeardOfTwiceAndCountsOnce) {
  auto line = line_of(3, 2, terms(1, 1'000));
  line.give_turns(start);
  save(line);
  line.spend({ProductId{1}, 1, 1}, OrderId{7});
  line.spend({ProductId{1}, 1, 1}, OrderId{7});
  EXPECT_EQ(line.spent_times(), 1u);
  EXPECT_EQ(line.give_turns(after(1)), 0u) << "one is bought, the other promised";
}

TEST(LineTest, WhoLeavesMakesRoomAndIsNotCountedAhead) {
  auto line = line_of(5, 1);
  EXPECT_EQ(place(line, 5, start).ahead, 4);
  EXPECT_TRUE(line.leave(user(3)));
  EXPECT_EQ(place(line, 5, start).ahead, 3);
  EXPECT_TRUE(line.leave(user(1)));
  EXPECT_EQ(place(line, 5, start).ahead, 2);
  EXPECT_EQ(place(line, 2, start).ahead, 0);
  save(line);
  line.give_turns(start);
  EXPECT_THAT(states(line, 5), ElementsAre(LEFT, TURN, LEFT, WAITING, WAITING));
  EXPECT_EQ(*line.join(user(1), 1, after(1)), 6) << "who comes back stands at the end";
}

TEST(LineTest, ATurnThatIsGivenUpGoesToTheNext) {
  auto line = line_of(2, 1);
  line.give_turns(start);
  save(line);
  EXPECT_TRUE(line.leave(user(1)));
  save(line);
  EXPECT_EQ(line.give_turns(after(1)), 1u);
  EXPECT_THAT(states(line, 2), ElementsAre(LEFT, TURN));
}

TEST(LineTest, OnlyAsManyUnitsAsTheTurnIsFor) {
  Line line{terms(3), {}, 4, after(-10)};
  EXPECT_EQ(line.join(user(1), 4, after(-5)).error().code, Errc::customer_limit);
  EXPECT_TRUE(line.join(user(1), 3, after(-5)));
  EXPECT_TRUE(line.join(user(2), 3, after(-5)));
  line.give_turns(start);
  EXPECT_EQ(place(line, 2, start).quantity, 1) << "one was left for the second";
  EXPECT_TRUE(line.may_order(user(1), 3, start));
  EXPECT_EQ(line.may_order(user(2), 2, start).error().code, Errc::customer_limit);
}

TEST(LineTest, WhatACancelledOrderHadBoughtCountsNoMore) {
  auto line = line_of(1, 1);
  line.give_turns(start);
  save(line);
  line.spend({ProductId{1}, 1, 1}, OrderId{7});
  EXPECT_EQ(line.join(user(1), 1, after(1)).error().code, Errc::customer_limit);
  line.take_back({1, user(1), 1, start, PlaceState::RETURNED, start, OrderId{7}});
  EXPECT_EQ(*line.join(user(1), 1, after(1)), 2);
}

TEST(LineTest, TheWaitIsEstimatedWhereItDependsOnNobody) {
  auto line = line_of(5, 3, terms(1, 2));
  EXPECT_EQ(place(line, 1, after(-10)).estimated_wait_seconds, 10);
  EXPECT_EQ(place(line, 3, after(-10)).estimated_wait_seconds, 11);
  EXPECT_EQ(place(line, 4, after(-10)).estimated_wait_seconds, std::nullopt);
}

TEST(LineTest, WhatWasPromisedIsNotTakenBack) {
  auto line = line_of(1, 1, terms(2));
  EXPECT_FALSE(line.may_change_to(terms(1), after(-1)));
  EXPECT_TRUE(line.may_change_to(terms(3), after(-1)));
  auto later = terms(2);
  later.starts_at = after(100);
  EXPECT_TRUE(line.may_change_to(later, after(-1)));
  EXPECT_FALSE(line.may_change_to(later, after(1)));
  auto ended = terms(2);
  ended.ended = true;
  line.change_to(ended, after(1));
  EXPECT_TRUE(line.may_change_to(later, after(1))) << "it begins anew";
  EXPECT_FALSE(line.may_change_to(terms(1), after(1)));
}

TEST(LineTest, AnEndedDropTakesNobodyAndGivesNoTurns) {
  auto line = line_of(2, 5);
  auto ended = terms();
  ended.ended = true;
  line.change_to(ended, start);
  EXPECT_EQ(line.give_turns(after(1)), 0u);
  EXPECT_EQ(line.join(user(9), 1, after(1)).error().code, Errc::illegal_state);
  EXPECT_EQ(line.phase(after(1)), DropPhase::ENDED);
}

TEST(LineTest, ThereIsALimitOfPlaces) {
  Line line{terms(), {}, 5, after(-10), {.places_max = 1}};
  EXPECT_TRUE(line.join(user(1), 1, after(-5)));
  EXPECT_EQ(line.join(user(2), 1, after(-5)).error().code, Errc::overloaded);
}

/// The database as the writers leave it, and a line that may at any time be rebuilt from it.
class World {
public:
  World(Quantity units, Quantity per_customer, std::int64_t people)
    : units_(units), people_(people), terms_(terms(per_customer)), line_(rebuilt()) {}

  void step() {
    const auto who = user(*rc::gen::inRange<std::int64_t>(1, people_ + 1));
    switch (
      *rc::gen::weightedElement<int>({{6, 0}, {1, 1}, {4, 2}, {4, 3}, {2, 4}, {1, 5}, {2, 6}})) {
      case 0: {
        (void)line_.join(who, *rc::gen::inRange<Quantity>(1, terms_.per_customer + 1), now_);
        break;
      }
      case 1: (void)line_.leave(who); break;
      case 2: move_on(*rc::gen::inRange(0, 30)); break;
      case 3: save(); break;
      case 4: order(who); break;
      case 5: line_ = rebuilt(); break; // it moved, or its node died
      case 6: take_back(); break;
    }
    check();
  }

private:
  Line rebuilt() const {
    std::vector<Place> places;
    for (const auto& [position, place] : disk_)
      places.push_back(place);
    return {terms_, std::move(places), units_, now_};
  }

  void move_on(int seconds) {
    now_.micros += seconds * second;
    line_.end_turns(now_);
    line_.give_turns(now_);
  }

  // As the drop writer does: a turn that was spent stays so.
  void save() {
    std::vector<Place> spent;
    for (const auto& place : line_.take_changes(*rc::gen::inRange<std::size_t>(1, 10))) {
      auto& row = disk_[place.position];
      if (row.order)
        spent.push_back(row);
      else
        row = place;
    }
    line_.saved(spent);
  }

  // As the stock writer does; the line may hear of it, or not.
  void order(UserId who) {
    const auto position = line_.may_order(who, 1, now_);
    if (!position || !line_.is_saved(*position))
      return;
    const bool goes_under_way = *rc::gen::arbitrary<bool>();
    if (goes_under_way)
      move_on(60); // the turn ends in memory, but not on disk
    auto row = disk_.find(*position);
    RC_ASSERT(row != disk_.end());
    if (row->second.state != TURN)
      return; // it was spent, and the line has not heard of it
    RC_ASSERT(units_ > 0);
    --units_;
    row->second.state = BOUGHT;
    row->second.quantity = 1;
    row->second.order = OrderId{++orders_};
    if (*rc::gen::arbitrary<bool>())
      line_.spend({ProductId{1}, *position, 1}, *row->second.order);
  }

  void take_back() {
    for (auto& [position, place] : disk_)
      if (place.state == BOUGHT) {
        place.state = PlaceState::RETURNED;
        ++units_;
        break;
      }
    if (*rc::gen::arbitrary<bool>())
      return; // the line learns of it with another count
    for (const auto& [position, place] : disk_)
      if (place.state == PlaceState::RETURNED)
        line_.take_back(place);
    line_.count(units_);
  }

  void check() const {
    std::map<UserId, Quantity> bought;
    std::map<UserId, int> in_line;
    Quantity promised = 0;
    std::int64_t expected = 1;
    std::int64_t last_turn = 0;
    std::int64_t first_waiting = 1'000'000;
    for (const auto& [position, place] : disk_) {
      RC_ASSERT(position == expected++);
      if (place.state == BOUGHT)
        bought[place.user] += place.quantity;
      if (place.state == TURN)
        promised += place.quantity;
      if (place.state == WAITING)
        first_waiting = std::min(first_waiting, position);
      if (place.turn_until)
        last_turn = position;
      in_line[place.user] += place.state == WAITING || place.state == TURN;
    }
    RC_ASSERT(promised <= units_);
    RC_ASSERT(last_turn < first_waiting);
    for (const auto& [who, quantity] : bought)
      RC_ASSERT(quantity <= terms_.per_customer);
    for (const auto& [who, times] : in_line)
      RC_ASSERT(times <= 1);
  }

  Quantity units_;
  std::int64_t people_;
  DropTerms terms_;
  Timestamp now_ = after(-20);
  std::map<std::int64_t, Place> disk_;
  std::int64_t orders_ = 0;
  Line line_;
};

RC_GTEST_PROP(LineProperties, ThroughAnyHistoryWithCrashesNobodyGetsMoreOrTheTurnOfAnother, ()) {
  World world{*rc::gen::inRange<Quantity>(0, 6), *rc::gen::inRange<Quantity>(1, 4),
              *rc::gen::inRange<std::int64_t>(1, 12)};
  const auto steps = *rc::gen::inRange(1, 120);
  for (int i = 0; i < steps; ++i)
    world.step();
}

} // namespace baro
