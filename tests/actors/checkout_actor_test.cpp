#include "tests/actors/checkout_actor_test.hpp"

#include "protocol/wire.hpp"

namespace baro {

TEST_F(CheckoutActorTest, AnswersOnceTheOrderIsOnDisk) {
  auto ordered = place(order_of(1, {of(shirt), of(skirt)}));
  EXPECT_TRUE(ordered.pending()) << "told the customer before it was on disk";
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    const auto& fact = std::get<OrderPlaced>(commit.fact);
    EXPECT_EQ(fact.order, OrderId{1});
    EXPECT_EQ(fact.total_price, 3'000);
    EXPECT_EQ(fact.lines.size(), 2u);
    return StockCommitted{};
  });
  EXPECT_EQ(ordered.value().view.total_price, 3'000);
  EXPECT_FALSE(ordered.value().replayed);
  EXPECT_FALSE(can_hold(shirt, 1));
}

TEST_F(CheckoutActorTest, AllOrNothing) {
  stock(skirt, 0);
  auto ordered = place(order_of(1, {of(shirt), of(skirt)}));
  EXPECT_EQ(ordered.error(), Errc::out_of_stock);
  EXPECT_TRUE(nothing_asked());
  EXPECT_TRUE(can_hold(shirt, 1)) << "the shirt was not given back";
}

TEST_F(CheckoutActorTest, OppositeBasketsNeverWaitForEachOther) {
  auto one = place(order_of(1, {of(shirt), of(skirt)}));
  auto other = place(order_of(2, {of(skirt), of(shirt)}));
  commit();
  EXPECT_TRUE(one.succeeded());
  EXPECT_EQ(other.error(), Errc::out_of_stock);
}

TEST_F(CheckoutActorTest, AFailedCommitGivesEverythingBack) {
  auto ordered = place(order_of(1, {of(shirt), of(skirt)}));
  refuse<CommitStock, StockCommitted>(Errc::unavailable);
  EXPECT_EQ(ordered.error(), Errc::unavailable);
  EXPECT_TRUE(can_hold(shirt, 1));
  EXPECT_TRUE(can_hold(skirt, 1));
}

TEST_F(CheckoutActorTest, AnOrderWithoutAVerdictGivesNothingBack) {
  auto ordered = place(order_of(1, {of(shirt)}));
  refuse<CommitStock, StockCommitted>(Errc::deadline_passed);
  EXPECT_EQ(ordered.error(), Errc::deadline_passed);
  EXPECT_FALSE(can_hold(shirt, 1)) << "offered what may be sold";
}

TEST_F(CheckoutActorTest, IsTriedAgainWithTheNewActivationOfASkuThatMoved) {
  auto ordered = place(order_of(1, {of(shirt), of(skirt)}));
  stock(shirt, 1, 2);
  fence({shirt});
  EXPECT_TRUE(ordered.pending());
  pass(std::chrono::milliseconds{100});
  EXPECT_EQ(factory.wakes[address_of(shirt)], 2) << "the replaced activation goes on";
  EXPECT_EQ(factory.wakes[address_of(skirt)], 1) << "the other one had not moved";
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    EXPECT_EQ(std::get<OrderPlaced>(commit.fact).lines.at(0).epoch, 2);
    return StockCommitted{};
  });
  EXPECT_TRUE(ordered.succeeded());
}

TEST_F(CheckoutActorTest, GivesUpAfterABoundedNumberOfTries) {
  auto ordered = place(order_of(1, {of(shirt)}));
  for (int attempt = 1; attempt <= services.retry.attempts_max; ++attempt) {
    EXPECT_TRUE(ordered.pending());
    fence({shirt});
    pass(std::chrono::seconds{1});
  }
  EXPECT_EQ(ordered.error(), Errc::fenced);
  EXPECT_TRUE(can_hold(shirt, 1));
}

TEST_F(CheckoutActorTest, RepeatsOfARunningRequestGetTheSameAnswer) {
  auto first = place(order_of(1, {of(shirt)}, "key"));
  auto repeat = place(order_of(2, {of(shirt)}, "key"));
  EXPECT_TRUE(repeat.pending());
  commit();
  EXPECT_TRUE(nothing_asked());
  EXPECT_FALSE(first.value().replayed);
  EXPECT_TRUE(repeat.value().replayed);
  EXPECT_EQ(repeat.value().view.order_id, OrderId{1});
}

TEST_F(CheckoutActorTest, AnotherRequestUnderARunningKeyIsRefused) {
  place(order_of(1, {of(shirt)}, "key"));
  auto other = order_of(2, {of(skirt)}, "key");
  other.idempotency->fingerprint = "another";
  EXPECT_EQ(place(other).error(), Errc::idempotency_key_reused);
}

TEST_F(CheckoutActorTest, ARepeatAfterTheLastUnitWasSoldGetsTheFirstAnswer) {
  OrderView first;
  first.order_id = OrderId{1};
  stock(shirt, 0);
  auto repeat = place(order_of(2, {of(shirt)}, "key"));
  EXPECT_TRUE(repeat.pending());
  answer<FindAnswer>(StoredAnswer{to_wire(first)});
  EXPECT_TRUE(repeat.value().replayed);
  EXPECT_EQ(repeat.value().view.order_id, OrderId{1});
}

TEST_F(CheckoutActorTest, ANewKeyIsToldWhatIsShort) {
  stock(shirt, 0);
  auto ordered = place(order_of(2, {of(shirt, 3)}, "key"));
  refuse<FindAnswer, StoredAnswer>(Errc::not_found);
  EXPECT_EQ(ordered.error(), Errc::out_of_stock);
  EXPECT_EQ(ordered.failure().shortages.at(0).requested, 3);
}

TEST_F(CheckoutActorTest, WhatTheKeysFirstRequestCommittedIsNotTakenTwice) {
  OrderView first;
  first.order_id = OrderId{1};
  auto repeat = place(order_of(2, {of(shirt)}, "key"));
  answer<CommitStock>(StockCommitted{to_wire(first)});
  EXPECT_TRUE(repeat.value().replayed);
  EXPECT_EQ(repeat.value().view.order_id, OrderId{1});
  EXPECT_TRUE(can_hold(shirt, 1));
}

TEST_F(CheckoutActorTest, AProductWithOneSkuNeedsNoMore) {
  auto ordered = place(order_of(1, {{std::nullopt, ProductId{101}, 1}, of(skirt)}));
  answer<FindOnlySkus>(OnlySkus{{shirt}});
  commit();
  EXPECT_EQ(ordered.value().view.items.size(), 2u);
}

TEST_F(CheckoutActorTest, AProductWithSeveralSkusNeedsMore) {
  auto ordered = place(order_of(1, {{std::nullopt, ProductId{101}, 1}}));
  refuse<FindOnlySkus, OnlySkus>(Errc::sku_required);
  EXPECT_EQ(ordered.error(), Errc::sku_required);
}

TEST_F(CheckoutActorTest, AnUnknownSkuIsNotFound) {
  EXPECT_EQ(place(order_of(1, {of(SkuId{404}), of(shirt)})).error(), Errc::not_found);
  EXPECT_TRUE(can_hold(shirt, 1));
}

TEST_F(CheckoutActorTest, AnOrderOfADropSpendsItsTurnInItsOwnCommit) {
  become_drop(shirt);
  auto ordered = place(order_of(1, {of(shirt), of(skirt)}));
  answer_with<TakeTurn>([&](const TakeTurn& question) -> caf::result<TurnTaken> {
    EXPECT_EQ(question.product, ProductId{101});
    EXPECT_EQ(question.user, buyer);
    EXPECT_EQ(question.quantity, 1);
    EXPECT_TRUE(can_hold(shirt, 1)) << "held by somebody of whom it is not known whether they may";
    return TurnTaken{17};
  });
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    const auto& turns = std::get<OrderPlaced>(commit.fact).turns;
    EXPECT_EQ(turns.size(), 1u);
    EXPECT_EQ(turns.at(0).product, ProductId{101});
    EXPECT_EQ(turns.at(0).position, 17);
    EXPECT_EQ(turns.at(0).quantity, 1);
    return StockCommitted{};
  });
  EXPECT_TRUE(ordered.succeeded());
  bool told = false;
  self->receive([&](const EndTurn& ended) { told = ended.order == OrderId{1}; },
                caf::after(std::chrono::seconds{0}) >> [] {});
  EXPECT_TRUE(told);
}

TEST_F(CheckoutActorTest, WhoHasNoTurnHoldsNothing) {
  become_drop(shirt);
  auto ordered = place(order_of(1, {of(shirt), of(skirt)}));
  refuse<TakeTurn, TurnTaken>(Errc::not_your_turn);
  EXPECT_EQ(ordered.error(), Errc::not_your_turn);
  EXPECT_TRUE(nothing_asked());
  EXPECT_TRUE(can_hold(shirt, 1));
  EXPECT_TRUE(can_hold(skirt, 1));
}

TEST_F(CheckoutActorTest, ARepeatWhoseTurnItsFirstRequestSpentGetsTheFirstAnswer) {
  become_drop(shirt);
  OrderView first;
  first.order_id = OrderId{1};
  auto repeat = place(order_of(2, {of(shirt)}, "key"));
  refuse<TakeTurn, TurnTaken>(Errc::not_your_turn);
  answer<FindAnswer>(StoredAnswer{to_wire(first)});
  EXPECT_TRUE(repeat.value().replayed);
}

TEST_F(CheckoutActorTest, ATurnIsAskedForAgainWhereItsDropHasMoved) {
  become_drop(shirt);
  auto ordered = place(order_of(1, {of(shirt)}));
  refuse<TakeTurn, TurnTaken>(Errc::fenced);
  pass(std::chrono::milliseconds{100});
  answer<TakeTurn>(TurnTaken{3});
  refuse<CommitStock, StockCommitted>(Errc::not_your_turn);
  EXPECT_EQ(ordered.error(), Errc::not_your_turn) << "another order of theirs was faster";
  EXPECT_TRUE(can_hold(shirt, 1));
}

TEST_F(CheckoutActorTest, PlacesManyOrdersAtOnce) {
  const auto checkout = spawn<CheckoutImpl>(services);
  auto first = ask<Answer<OrderView>>(checkout, order_of(1, {of(shirt)}, "key"));
  auto second = ask<Answer<OrderView>>(checkout, order_of(2, {of(skirt)}, "another key"));
  commit();
  EXPECT_EQ(first.value().view.order_id, OrderId{1});
  EXPECT_TRUE(second.pending());
  commit();
  EXPECT_EQ(second.value().view.order_id, OrderId{2});
}

TEST_F(CheckoutActorTest, SleepsOnlyWhileNoOrderIsBeingPlaced) {
  const auto checkout = spawn<CheckoutImpl>(services);
  EXPECT_TRUE(ask<bool>(checkout, Passivate{}).value());
  auto ordered = ask<Answer<OrderView>>(checkout, order_of(1, {of(shirt)}));
  EXPECT_FALSE(ask<bool>(checkout, Passivate{}).value());
  commit();
  EXPECT_TRUE(ordered.succeeded());
  EXPECT_TRUE(ask<bool>(checkout, Passivate{}).value());
}

} // namespace baro
