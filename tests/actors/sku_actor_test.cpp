#include "actors/sku/sku_actor.hpp"

#include "monitoring/stock_metrics.hpp"
#include "protocol/wire.hpp"
#include "tests/support/actor_test.hpp"

namespace baro {

namespace {

constexpr SkuId sku{17};
constexpr UserId owner{5};

} // namespace

class SkuActorTest : public test::ActorTest {
protected:
  StockMetrics metrics{registry};
  // The test plays the writer and the reader, so it decides when a commit is done and how it ends.
  const SkuServices services{played<StockWriterActor>(), played<ReaderActor>(), metrics, clock, {}};

  static SkuActivated activated(Quantity on_hand) {
    SkuActivated result;
    result.offer.sku = sku;
    result.offer.owner = owner;
    result.offer.price = 10'000;
    result.offer.on_sale = true;
    result.on_hand = on_hand;
    result.epoch = 3;
    return result;
  }

  const SkuActor actor = spawn<SkuImpl>(activated(1), services);

  test::Pending<StockHeld> hold(std::int64_t change) {
    return ask<StockHeld>(actor, HoldStock{ChangeId{change}, sku, 1});
  }

  test::Pending<Answer<MovementView>> move(Quantity delta,
                                           Caller caller = {owner, Role::STORE_OWNER},
                                           std::optional<Idempotency> key = {}) {
    return ask<Answer<MovementView>>(
      actor,
      MoveStock{caller, ChangeId{77}, sku, delta, MovementReason::ADJUSTMENT, std::nullopt, key});
  }

  void settle(std::int64_t change, ChangeOutcome outcome) {
    caf::anon_send(actor, SettleStock{ChangeId{change}, sku, 3, outcome});
    run();
  }

  bool is_alive() {
    return !ask<bool>(actor, Passivate{}).pending() && ask<bool>(actor, Passivate{}).succeeded();
  }
};

TEST_F(SkuActorTest, TheLastUnitIsPromisedOnceWhileItsCommitIsStillRunning) {
  EXPECT_EQ(hold(1).value().epoch, 3);
  EXPECT_EQ(hold(2).error(), Errc::out_of_stock);
  settle(1, ChangeOutcome::aborted);
  EXPECT_TRUE(hold(3).succeeded());
  settle(3, ChangeOutcome::committed);
  EXPECT_EQ(hold(4).error(), Errc::out_of_stock);
}

TEST_F(SkuActorTest, SaysTheOfferItSellsUnder) { EXPECT_EQ(hold(1).value().terms.price, 10'000); }

TEST_F(SkuActorTest, StaysAwakeWhileAChangeIsInFlight) {
  hold(1);
  EXPECT_FALSE(ask<bool>(actor, Passivate{}).value());
  settle(1, ChangeOutcome::committed);
  EXPECT_TRUE(ask<bool>(actor, Passivate{}).value());
}

TEST_F(SkuActorTest, QuitsWhenItsEpochWasRefused) {
  hold(1);
  settle(1, ChangeOutcome::fenced);
  EXPECT_FALSE(is_alive());
}

TEST_F(SkuActorTest, QuitsInsteadOfGuessingWhenAVerdictIsOverdue) {
  hold(1);
  pass(services.config.verdict_wait_max + std::chrono::milliseconds{1});
  EXPECT_EQ(hold(2).error(), Errc::fenced);
  EXPECT_FALSE(is_alive());
}

TEST_F(SkuActorTest, SellsNothingThatIsNotOnSaleOnceTheOfferIsRefreshed) {
  auto refreshed = ask<Done>(actor, RefreshOffer{sku});
  EXPECT_TRUE(refreshed.pending());
  auto offer = activated(1).offer;
  offer.on_sale = false;
  answer<FindOffers>(Offers{{{offer, 1}}});
  EXPECT_TRUE(refreshed.succeeded());
  EXPECT_EQ(hold(1).error(), Errc::not_on_sale);
}

TEST_F(SkuActorTest, IsOffSaleOnlyOnceWhatItHadPromisedIsSettled) {
  hold(1);
  auto refreshed = ask<Done>(actor, RefreshOffer{sku});
  auto offer = activated(1).offer;
  offer.on_sale = false;
  answer<FindOffers>(Offers{{{offer, 1}}});
  EXPECT_TRUE(refreshed.pending())
    << "said that nothing is sold any more, while an order was on its way";
  EXPECT_EQ(hold(2).error(), Errc::not_on_sale);
  settle(1, ChangeOutcome::committed);
  EXPECT_TRUE(refreshed.succeeded());
}

TEST_F(SkuActorTest, OfADropItHoldsNothingWithoutATurn) {
  hold(1);
  auto refreshed = ask<Done>(actor, RefreshOffer{sku});
  auto offer = activated(1).offer;
  offer.product = ProductId{77};
  offer.is_drop = true;
  answer<FindOffers>(Offers{{{offer, 1}}});
  EXPECT_TRUE(refreshed.pending()) << "an order that needed no turn yet is on its way";
  const auto refused = hold(2);
  EXPECT_EQ(refused.error(), Errc::not_your_turn);
  EXPECT_EQ(refused.failure().missing, std::vector{ProductId{77}});
  settle(1, ChangeOutcome::aborted);
  EXPECT_TRUE(refreshed.succeeded());
  EXPECT_TRUE(ask<StockHeld>(actor, HoldStock{ChangeId{3}, sku, 1, /*in_turn=*/true}).succeeded());
}

TEST_F(SkuActorTest, MayLeaveMemoryWhenAVerdictNeverComes) {
  hold(1);
  EXPECT_FALSE(ask<bool>(actor, Passivate{}).value());
  pass(services.config.verdict_wait_max + std::chrono::milliseconds{1});
  EXPECT_TRUE(ask<bool>(actor, Passivate{}).value());
}

TEST_F(SkuActorTest, WhenRefreshesOvertakeEachOtherTheLastOneAskedForCounts) {
  ask<Done>(actor, RefreshOffer{sku});
  ask<Done>(actor, RefreshOffer{sku});
  auto offer = activated(1).offer;
  // Both questions wait here; they are answered in the wrong order.
  caf::typed_response_promise<Offers> first;
  self->receive([&](const FindOffers&) -> caf::result<Offers> {
    first = self->make_response_promise<Offers>();
    return first;
  });
  offer.price = 2;
  answer<FindOffers>(Offers{{{offer, 1}}});
  offer.price = 1;
  first.deliver(Offers{{{offer, 1}}});
  run();
  EXPECT_EQ(hold(1).value().terms.price, 2);
}

TEST_F(SkuActorTest, QuitsWhenAChangedOfferCannotBeRead) {
  ask<Done>(actor, RefreshOffer{sku});
  refuse<FindOffers, Offers>(Errc::unavailable);
  EXPECT_FALSE(is_alive());
}

TEST_F(SkuActorTest, ReceivedUnitsCanBeSoldOnlyOnceTheyAreOnDisk) {
  hold(1);
  auto moved = move(5);
  EXPECT_TRUE(moved.pending()) << "told the owner before it was on disk";
  EXPECT_EQ(hold(2).error(), Errc::out_of_stock);
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    EXPECT_EQ(std::get<StockMoved>(commit.fact).epoch, 3);
    return StockCommitted{};
  });
  EXPECT_EQ(moved.value().view.available, 5);
  EXPECT_TRUE(hold(3).succeeded());
}

TEST_F(SkuActorTest, StockNeverMovesBelowZero) {
  EXPECT_EQ(move(-2).error(), Errc::out_of_stock);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(SkuActorTest, UnitsThatAreMovedAwayCannotBeSoldMeanwhile) {
  move(-1);
  EXPECT_EQ(hold(1).error(), Errc::out_of_stock);
  refuse<CommitStock, StockCommitted>(Errc::unavailable);
  EXPECT_TRUE(hold(2).succeeded());
}

TEST_F(SkuActorTest, OnlyTheOwnerAndAdminsMoveStock) {
  EXPECT_EQ(move(1, {UserId{6}, Role::STORE_OWNER}).error(), Errc::not_allowed);
  EXPECT_TRUE(move(1, {UserId{6}, Role::ADMIN}).pending());
}

TEST_F(SkuActorTest, ARepeatOfTheMovementThatTookTheLastUnitGetsItsAnswer) {
  const Idempotency key{"key", "print"};
  auto repeat = move(-2, {owner, Role::STORE_OWNER}, key);
  answer<FindAnswer>(
    StoredAnswer{to_wire(MovementView{sku, -2, MovementReason::ADJUSTMENT, time, 1})});
  EXPECT_TRUE(repeat.value().replayed);
  EXPECT_EQ(repeat.value().view.delta, -2);
}

TEST_F(SkuActorTest, ARepeatOfAMovementThatIsBeingSavedIsNotRefusedForWhatThatHasTaken) {
  const Idempotency key{"key", "print"};
  auto first = move(-1, {owner, Role::STORE_OWNER}, key);
  EXPECT_EQ(move(-1, {owner, Role::STORE_OWNER}, key).error(), Errc::idempotency_key_in_use);
  answer<CommitStock>(StockCommitted{});
  EXPECT_TRUE(first.succeeded());
  EXPECT_TRUE(move(1, {owner, Role::STORE_OWNER}, key).pending());
}

TEST_F(SkuActorTest, AMovementThatWasMadeBeforeIsAnsweredAndChangesNothing) {
  auto repeat = move(5, {owner, Role::STORE_OWNER}, Idempotency{"key", "print"});
  answer<CommitStock>(
    StockCommitted{to_wire(MovementView{sku, 5, MovementReason::RECEIPT, time, 6})});
  EXPECT_TRUE(repeat.value().replayed);
  hold(1);
  EXPECT_EQ(hold(2).error(), Errc::out_of_stock);
}

TEST_F(SkuActorTest, AMovementWithoutAVerdictStaysInFlight) {
  auto moved = move(-1);
  refuse<CommitStock, StockCommitted>(Errc::deadline_passed);
  EXPECT_EQ(moved.error(), Errc::deadline_passed);
  EXPECT_EQ(hold(1).error(), Errc::out_of_stock) << "sold what may be gone";
}

// What is sold before it is received ------------------------------------------------------------

class PreorderTest : public SkuActorTest {
protected:
  static constexpr Caller as_owner{owner, Role::STORE_OWNER};

  test::Pending<PreorderView> promise(Quantity cap) {
    return ask<PreorderView>(actor,
                             SetPreorder{as_owner, ChangeId{++change_}, sku, cap, Timestamp{77}});
  }

  test::Pending<Answer<MovementView>> receive(Quantity units) {
    return ask<Answer<MovementView>>(actor, MoveStock{as_owner, ChangeId{++change_}, sku, units,
                                                      MovementReason::RECEIPT, std::nullopt,
                                                      std::nullopt});
  }

  void commit() { answer<CommitStock>(StockCommitted{}); }

private:
  std::int64_t change_ = 1'000;
};

TEST_F(PreorderTest, PromisedUnitsAreSoldOnceThePromiseIsOnDisk) {
  auto promised = promise(2);
  EXPECT_TRUE(promised.pending());
  EXPECT_FALSE(hold(1).value().preordered) << "there is one";
  EXPECT_EQ(hold(2).error(), Errc::out_of_stock);
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    EXPECT_EQ(std::get<PreorderSet>(commit.fact).delta, 2);
    return StockCommitted{};
  });
  EXPECT_EQ(promised.value().promised, 2);
  EXPECT_EQ(promised.value().available, 2);
  const auto held = hold(2).value().preordered;
  ASSERT_TRUE(held);
  EXPECT_EQ(held->quantity, 1);
  EXPECT_EQ(held->ships_at, Timestamp{77});
  EXPECT_TRUE(hold(3).succeeded());
  EXPECT_EQ(hold(4).error(), Errc::out_of_stock) << "past the cap";
}

TEST_F(PreorderTest, AHoldThatIsRepeatedIsOfTheSameUnits) {
  promise(2);
  commit();
  EXPECT_FALSE(hold(1).value().preordered);
  EXPECT_TRUE(hold(2).value().preordered);
  EXPECT_FALSE(hold(1).value().preordered) << "the one that there is was its own";
}

TEST_F(PreorderTest, WhatIsReceivedRedeemsThePromiseFirst) {
  promise(2);
  commit();
  auto received = receive(3);
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    const auto& moved = std::get<StockMoved>(commit.fact);
    EXPECT_EQ(moved.delta, 3);
    EXPECT_EQ(moved.redeemed, 2);
    return StockCommitted{};
  });
  EXPECT_EQ(received.value().view.available, 4);
  EXPECT_FALSE(hold(1).value().preordered);
}

TEST_F(PreorderTest, WhatWasSoldOfItStaysPromised) {
  promise(2);
  commit();
  hold(1);
  hold(2);
  auto ended = promise(0);
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    EXPECT_EQ(std::get<PreorderSet>(commit.fact).delta, -1);
    return StockCommitted{};
  });
  EXPECT_EQ(ended.value().promised, 1);
  EXPECT_EQ(ended.value().available, 0);
}

TEST_F(PreorderTest, WhatCouldNotBeSavedWasNotPromised) {
  auto promised = promise(2);
  refuse<CommitStock, StockCommitted>(Errc::unavailable);
  EXPECT_EQ(promised.error(), Errc::unavailable);
  hold(1);
  EXPECT_EQ(hold(2).error(), Errc::out_of_stock);
}

TEST_F(PreorderTest, OneChangeAtATime) {
  auto first = promise(2);
  EXPECT_EQ(promise(3).error(), Errc::unavailable);
  commit();
  EXPECT_TRUE(first.succeeded());
}

TEST_F(PreorderTest, OnlyTheStoresOwnerPromises) {
  const Caller stranger{UserId{6}, Role::STORE_OWNER};
  EXPECT_EQ(
    ask<PreorderView>(actor, SetPreorder{stranger, ChangeId{1}, sku, 5, Timestamp{77}}).error(),
    Errc::not_allowed);
}

} // namespace baro
