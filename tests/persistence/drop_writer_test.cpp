#include "persistence/drop_writer.hpp"

#include "monitoring/stock_metrics.hpp"
#include "persistence/audit.hpp"
#include "persistence/drop_queries.hpp"
#include "persistence/pg_stock_repository.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

#include <gmock/gmock.h>

namespace baro {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

constexpr ProductId coat{1};
constexpr SkuId its_sku{1'001};
constexpr Timestamp start{1'790'000'000'000'000};
constexpr Timestamp turn_end{start.micros + 60'000'000};

Place place(std::int64_t position, UserId user, PlaceState state, Quantity quantity = 1) {
  Place result{position, user, quantity, {start.micros + position}, state, {}, {}};
  if (state != PlaceState::WAITING)
    result.turn_until = turn_end;
  return result;
}

class DropWriterTest : public ShopTest {
protected:
  DropWriterTest() {
    add_product(coat.value, 10);
    run("UPDATE inventory SET epoch = 5");
  }

  Result<DropSaved> save(const Caller& caller, DropTerms terms, Epoch epoch) {
    return actors.ask<DropSaved>(writer, SaveDrop{caller, coat, terms, epoch});
  }

  DropActivated activate() {
    return value_of(actors.ask<DropActivated>(writer, ActivateDrop{coat}));
  }

  Result<LineCommitted> commit(Epoch epoch, std::vector<Place> places) {
    return actors.ask<LineCommitted>(writer, CommitLine{coat, epoch, std::move(places)});
  }

  std::optional<Errc> order(std::int64_t id, UserId user, std::int64_t position,
                            Quantity quantity = 1) {
    return code_of(orders({ordered(id, user, position, quantity)}).front());
  }

  static CommitStock ordered(std::int64_t id, UserId user, std::int64_t position,
                             Quantity quantity = 1) {
    OrderPlaced fact{OrderId{id}, user, "Seoul", quantity * 1'000, now(), {}};
    fact.lines = {{its_sku, coat, quantity, 1'000, 5}};
    fact.turns = {{coat, position, quantity}};
    return {fact, {}};
  }

  std::vector<Result<StockCommitted>> orders(const std::vector<CommitStock>& facts) {
    return commit_stock(repository, facts, metrics);
  }

  void cancel(std::int64_t id) {
    OrderChanged step;
    step.order = OrderId{id};
    step.status = OrderStatus::CANCELLED;
    step.cancel_reason = CancelReason::BUYER;
    step.at = now();
    step.lines = {{its_sku, 1, OrderMovement::CANCELLATION, 5}};
    step.event = OrderEvent::CANCELLED;
    const CommitStock fact{std::move(step), {}};
    EXPECT_TRUE(orders({fact}).front());
  }

  /// The database agrees with itself.
  void audit() {
    const auto report = value_of(baro::audit(database()));
    EXPECT_FALSE(report.violation) << report.violation->what;
  }

  const DropTerms terms{start, 2, 60, 10, false};
  prometheus::Registry registry;
  StockMetrics metrics{registry};
  PgStockRepository repository{config, metrics};
  Actors actors;
  DropWriterActor writer = actors.spawn<DropWriterImpl>(DropWriterConfig{config});
};

TEST_F(DropWriterTest, ADropComesBackAsItWasSaved) {
  EXPECT_FALSE(activate().terms);
  EXPECT_EQ(activate().on_hand, 10);
  const auto saved = value_of(save(as_owner, terms, 0));
  EXPECT_THAT(saved.skus, ElementsAre(its_sku));
  value_of(commit(saved.epoch, {place(1, shopper, PlaceState::TURN, 2),
                                place(2, stranger, PlaceState::WAITING)}));
  const auto activated = activate();
  EXPECT_EQ(activated.terms->starts_at, start);
  EXPECT_EQ(activated.terms->turn_seconds, 60);
  EXPECT_EQ(activated.epoch, saved.epoch + 1);
  ASSERT_EQ(activated.line.size(), 2u);
  EXPECT_EQ(activated.line[0].state, PlaceState::TURN);
  EXPECT_EQ(activated.line[0].turn_until, turn_end);
  EXPECT_EQ(activated.line[0].quantity, 2);
  EXPECT_EQ(activated.line[1].user, stranger);
  EXPECT_EQ(activated.line[1].turn_until, std::nullopt);
  audit();
}

TEST_F(DropWriterTest, AnActivationThatWasReplacedWritesNothing) {
  const auto epoch = value_of(save(as_owner, terms, 0)).epoch;
  const auto newer = activate().epoch;
  EXPECT_EQ(code_of(commit(epoch, {place(1, shopper, PlaceState::WAITING)})), Errc::fenced);
  EXPECT_EQ(code_of(save(as_owner, terms, epoch)), Errc::fenced);
  EXPECT_EQ(code_of(save(as_owner, terms, 0)), Errc::fenced);
  EXPECT_EQ(number("SELECT count(*) FROM drop_line"), 0);
  EXPECT_TRUE(commit(newer, {place(1, shopper, PlaceState::WAITING)}));
  EXPECT_EQ(code_of(answer(database(), CountUnits{coat, epoch})), Errc::fenced);
  EXPECT_EQ(value_of(answer(database(), CountUnits{coat, newer})).on_hand, 10);
}

TEST_F(DropWriterTest, OnlyTheOwnerAndAdminsMayAndOfAdminsItIsWrittenDown) {
  EXPECT_EQ(code_of(save(as_stranger, terms, 0)), Errc::not_allowed);
  EXPECT_TRUE(save(as_owner, terms, 0));
  EXPECT_EQ(number("SELECT count(*) FROM admin_changes"), 0);
  EXPECT_TRUE(save(as_admin, terms, 1));
  EXPECT_EQ(number("SELECT count(*) FROM admin_changes"), 0) << "nothing has changed";
  auto ended = terms;
  ended.ended = true;
  EXPECT_TRUE(save(as_admin, ended, 1));
  EXPECT_EQ(number("SELECT count(*) FROM admin_changes"), 1);
  run("UPDATE products SET withdrawn = true, on_sale = false");
  EXPECT_EQ(code_of(save(as_owner, terms, 1)), Errc::not_found);
}

TEST_F(DropWriterTest, AnOrderSpendsItsTurnOnce) {
  value_of(save(as_owner, terms, 0));
  value_of(commit(1, {place(1, shopper, PlaceState::TURN, 2), place(2, stranger, PlaceState::TURN),
                      place(3, owner, PlaceState::WAITING)}));
  EXPECT_EQ(order(10, owner, 3), Errc::not_your_turn) << "it has not come";
  EXPECT_EQ(order(11, owner, 1), Errc::not_your_turn) << "it is somebody else's";
  EXPECT_EQ(order(12, shopper, 1, 3), Errc::not_your_turn) << "it is for fewer";
  EXPECT_EQ(order(13, shopper, 1), std::nullopt);
  EXPECT_EQ(order(14, shopper, 1), Errc::not_your_turn) << "it is spent";
  EXPECT_EQ(number("SELECT on_hand FROM inventory"), 9);
  EXPECT_EQ(number("SELECT quantity FROM drop_line WHERE position = 1"), 1);
  audit();
}

TEST_F(DropWriterTest, OfTwoOrdersInOneBatchThatSpendOneTurnTheFirstGoesThroughAndTheRestToo) {
  value_of(save(as_owner, terms, 0));
  value_of(commit(1, {place(1, shopper, PlaceState::TURN), place(2, stranger, PlaceState::TURN)}));
  const auto verdicts
    = orders({ordered(10, stranger, 2), ordered(11, shopper, 1), ordered(12, shopper, 1)});
  EXPECT_TRUE(verdicts[0]);
  EXPECT_TRUE(verdicts[1]);
  EXPECT_EQ(code_of(verdicts[2]), Errc::not_your_turn);
  audit();
}

TEST_F(DropWriterTest, ATurnThatWasSpentStaysSpentWhateverItsLineSaves) {
  value_of(save(as_owner, terms, 0));
  value_of(
    commit(1, {place(1, shopper, PlaceState::TURN, 2), place(2, stranger, PlaceState::TURN)}));
  EXPECT_EQ(order(10, shopper, 1), std::nullopt);
  const auto committed = value_of(
    commit(1, {place(1, shopper, PlaceState::LAPSED, 2), place(2, stranger, PlaceState::LAPSED)}));
  ASSERT_EQ(committed.spent.size(), 1u);
  EXPECT_EQ(committed.spent[0].position, 1);
  EXPECT_EQ(committed.spent[0].quantity, 1);
  EXPECT_EQ(committed.spent[0].order, OrderId{10});
  EXPECT_EQ(order(11, stranger, 2), Errc::not_your_turn) << "it has lapsed";
  audit();
}

TEST_F(DropWriterTest, ACancelledOrderReturnsItsTurnInItsOwnCommit) {
  value_of(save(as_owner, terms, 0));
  value_of(commit(1, {place(1, shopper, PlaceState::TURN)}));
  EXPECT_EQ(order(10, shopper, 1), std::nullopt);
  EXPECT_THAT(value_of(answer(database(), CountUnits{coat, 1})).returned, IsEmpty());
  cancel(10);
  const auto counted = value_of(answer(database(), CountUnits{coat, 1}));
  EXPECT_EQ(counted.on_hand, 10);
  ASSERT_EQ(counted.returned.size(), 1u);
  EXPECT_EQ(counted.returned[0].order, OrderId{10});
  audit();
}

TEST_F(DropWriterTest, ACommitWhoseConnectionIsLostIsRepeated) {
  value_of(save(as_owner, terms, 0));
  std::optional<StalledCommits> stalled{std::in_place, database()};
  auto request
    = actors.request(writer, CommitLine{coat, 1, {place(1, shopper, PlaceState::WAITING)}});
  stalled->kill_one("drop_writer"); // it was committed, and its client never hears of it
  stalled.reset();
  EXPECT_TRUE(actors.answer_to<LineCommitted>(std::move(request)));
  EXPECT_EQ(number("SELECT count(*) FROM drop_line"), 1);
}

TEST_F(DropWriterTest, NobodyStandsInALineTwice) {
  value_of(save(as_owner, terms, 0));
  value_of(commit(1, {place(1, shopper, PlaceState::WAITING)}));
  EXPECT_EQ(code_of(commit(1, {place(2, shopper, PlaceState::WAITING)})), Errc::internal_error);
  auto left = place(1, shopper, PlaceState::LEFT);
  left.turn_until.reset();
  EXPECT_TRUE(commit(1, {left, place(2, shopper, PlaceState::WAITING)}));
}

} // namespace
} // namespace baro
