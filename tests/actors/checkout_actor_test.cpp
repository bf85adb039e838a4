#include "actors/checkout/checkout_actor.hpp"

#include "actors/coupon/coupon_actor.hpp"
#include "actors/sku/sku_actor.hpp"
#include "monitoring/stock_metrics.hpp"
#include "protocol/wire.hpp"
#include "tests/support/entity_test.hpp"

namespace baro {

namespace {

constexpr UserId buyer{5};
constexpr SkuId shirt{1};
constexpr SkuId skirt{2};

PlaceOrder order_of(std::int64_t id, std::vector<RequestedLine> lines,
                    std::optional<std::string> key = {}) {
  PlaceOrder result;
  result.order = OrderId{id};
  result.user = buyer;
  result.shipping_address = "Seoul";
  result.lines = std::move(lines);
  if (key)
    result.idempotency = Idempotency{*key, "print"};
  return result;
}

RequestedLine of(SkuId sku, Quantity quantity = 1) { return {sku, std::nullopt, quantity}; }

} // namespace

/// With real SKU actors; the test plays the writer and the reader.
class CheckoutActorTest : public test::EntityTest {
protected:
  using Ordered = test::Pending<Answer<OrderView>>;

  StockMetrics metrics{registry};
  const SkuServices sku_services{
    played<StockWriterActor>(), played<ReaderActor>(), metrics, clock, {}};
  const CheckoutServices services{
    directory, played<StockWriterActor>(), played<ReaderActor>(), clock, {}};

  CheckoutActorTest() {
    stock(shirt, 1);
    stock(skirt, 1);
  }

  /// What the SKU's next activation finds in the database.
  void stock(SkuId sku, Quantity on_hand, Epoch epoch = 1, bool is_drop = false) {
    SkuActivated activated;
    activated.offer.sku = sku;
    activated.offer.product = ProductId{sku.value + 100};
    activated.offer.price = 1'000 * sku.value;
    activated.offer.on_sale = true;
    activated.offer.is_drop = is_drop;
    activated.on_hand = on_hand;
    activated.epoch = epoch;
    factory.makers[address_of(sku)] = [this, activated]() -> Result<caf::actor> {
      return caf::actor_cast<caf::actor>(system.spawn<SkuImpl>(activated, sku_services));
    };
  }

  Ordered place(const PlaceOrder& command) {
    const auto address = checkout_address(command);
    factory.makers[address] = [this]() -> Result<caf::actor> {
      return caf::actor_cast<caf::actor>(system.spawn<CheckoutImpl>(services));
    };
    return ask_entity<Answer<OrderView>>(address, command);
  }

  void commit() { answer<CommitStock>(StockCommitted{}); }

  /// Fails the next commit: these SKUs have newer activations.
  void fence(std::vector<SkuId> skus) {
    Error error{Errc::fenced};
    for (const auto sku : skus)
      error.shortages.push_back({sku});
    answer_with<CommitStock>(
      [&](const CommitStock&) -> caf::result<StockCommitted> { return to_caf(error); });
  }

  /// The test plays the DROP of a SKU's product, too.
  void become_drop(SkuId sku) {
    stock(sku, 1, 1, true);
    factory.makers[drop_address(ProductId{sku.value + 100})]
      = [this]() -> Result<caf::actor> { return caf::actor_cast<caf::actor>(self); };
  }

  bool can_hold(SkuId sku, Quantity quantity) {
    static std::int64_t change = 1'000'000;
    auto held = ask_entity<StockHeld>(
      address_of(sku), HoldStock{ChangeId{++change}, sku, quantity, /*in_turn=*/true});
    if (held.succeeded())
      tell_if_awake(directory, address_of(sku),
                    SettleStock{ChangeId{change}, sku, held.value().epoch, ChangeOutcome::aborted});
    run();
    return held.succeeded();
  }
};

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

// Orders that name a coupon, for all SKUs unless a test says otherwise.
class CheckoutWithCouponTest : public CheckoutActorTest {
protected:
  static constexpr CouponId coupon{7};
  const CouponServices coupon_services{played<ReaderActor>(), clock, {}};

  CheckoutWithCouponTest() { offer(1, 4); }

  /// What the coupon's next activation finds in the database.
  void offer(std::int64_t uses, Epoch epoch) {
    CouponActivated activated;
    auto& view = activated.record.coupon;
    view.id = coupon;
    view.code = "AUTUMN";
    view.amount = 700;
    view.valid_from = {time.micros - 1};
    view.valid_until = {time.micros + 3'600'000'000};
    view.uses_max = uses;
    activated.epoch = epoch;
    factory.makers[address_of(coupon)] = [this, activated]() -> Result<caf::actor> {
      return caf::actor_cast<caf::actor>(system.spawn<CouponImpl>(activated, coupon_services));
    };
  }

  Ordered place_with_coupon(std::int64_t id, std::vector<RequestedLine> lines,
                            std::optional<std::string> key = {}) {
    auto command = order_of(id, std::move(lines), std::move(key));
    command.coupon_code = "AUTUMN";
    return place(command);
  }

  void find(std::vector<SkuId> skus) { answer<FindCoupon>(FoundCoupon{coupon, std::move(skus)}); }

  bool can_use() {
    static std::int64_t change = 2'000'000;
    auto held
      = ask_entity<CouponHeld>(address_of(coupon), HoldCoupon{ChangeId{++change}, coupon, 1'000});
    if (held.succeeded())
      tell_if_awake(directory, address_of(coupon),
                    SettleCoupon{ChangeId{change}, coupon, held.value().redeemed.epoch,
                                 ChangeOutcome::aborted});
    run();
    return held.succeeded();
  }
};

TEST_F(CheckoutWithCouponTest, TheOrderNamesTheUseThatItTakes) {
  auto ordered = place_with_coupon(1, {of(shirt), of(skirt)});
  find({shirt, skirt});
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    const auto& fact = std::get<OrderPlaced>(commit.fact);
    EXPECT_EQ(fact.total_price, 2'300);
    EXPECT_EQ(fact.coupon->coupon, coupon);
    EXPECT_EQ(fact.coupon->epoch, 4);
    EXPECT_EQ(fact.coupon->discount, 700);
    return StockCommitted{};
  });
  EXPECT_EQ(ordered.value().view.total_price, 2'300);
  EXPECT_EQ(ordered.value().view.coupon_code, "AUTUMN");
  EXPECT_FALSE(can_use());
}

TEST_F(CheckoutWithCouponTest, ItCountsForSomeOfTheSkusOnly) {
  auto ordered = place_with_coupon(1, {of(shirt), of(skirt)});
  find({});
  commit();
  EXPECT_EQ(ordered.value().view.discount, 0) << "took off what it does not count for";
}

TEST_F(CheckoutWithCouponTest, WithoutAUseNothingIsHeld) {
  offer(0, 4);
  auto ordered = place_with_coupon(1, {of(shirt)});
  find({shirt});
  EXPECT_EQ(ordered.error(), Errc::coupon_used_up);
  EXPECT_TRUE(nothing_asked());
  EXPECT_TRUE(can_hold(shirt, 1)) << "the shirt was not given back";
}

TEST_F(CheckoutWithCouponTest, AnUnknownCodeIsRefusedBeforeAnythingIsHeld) {
  auto ordered = place_with_coupon(1, {of(shirt)});
  refuse<FindCoupon, FoundCoupon>(Errc::coupon_invalid);
  EXPECT_EQ(ordered.error(), Errc::coupon_invalid);
  EXPECT_EQ(factory.wakes[address_of(shirt)], 0);
}

TEST_F(CheckoutWithCouponTest, AShortSkuTakesNoUse) {
  stock(shirt, 0);
  auto ordered = place_with_coupon(1, {of(shirt)});
  find({shirt});
  EXPECT_EQ(ordered.error(), Errc::out_of_stock);
  EXPECT_TRUE(can_use());
}

TEST_F(CheckoutWithCouponTest, AFailedCommitGivesTheUseBack) {
  auto ordered = place_with_coupon(1, {of(shirt)});
  find({shirt});
  refuse<CommitStock, StockCommitted>(Errc::unavailable);
  EXPECT_EQ(ordered.error(), Errc::unavailable);
  EXPECT_TRUE(can_use());
}

TEST_F(CheckoutWithCouponTest, AnOrderWithoutAVerdictKeepsTheUse) {
  auto ordered = place_with_coupon(1, {of(shirt)});
  find({shirt});
  refuse<CommitStock, StockCommitted>(Errc::deadline_passed);
  EXPECT_EQ(ordered.error(), Errc::deadline_passed);
  EXPECT_FALSE(can_use()) << "offered what may be used";
}

TEST_F(CheckoutWithCouponTest, IsTriedAgainWithTheNewActivationOfACouponThatMoved) {
  auto ordered = place_with_coupon(1, {of(shirt)});
  find({shirt});
  offer(1, 5);
  fence({});
  EXPECT_TRUE(ordered.pending());
  pass(std::chrono::milliseconds{100});
  EXPECT_EQ(factory.wakes[address_of(coupon)], 2) << "the replaced activation goes on";
  EXPECT_EQ(factory.wakes[address_of(shirt)], 1) << "the SKU had not moved";
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    EXPECT_EQ(std::get<OrderPlaced>(commit.fact).coupon->epoch, 5);
    return StockCommitted{};
  });
  EXPECT_TRUE(ordered.succeeded());
}

TEST_F(CheckoutWithCouponTest, WhoeverMovedTheOtherIsHeldAnew) {
  auto ordered = place_with_coupon(1, {of(shirt)});
  find({shirt});
  stock(shirt, 1, 2);
  fence({shirt});
  pass(std::chrono::milliseconds{100});
  EXPECT_EQ(factory.wakes[address_of(coupon)], 1) << "the coupon had not moved";
  commit();
  EXPECT_TRUE(ordered.succeeded());
  EXPECT_FALSE(can_use());
}

TEST_F(CheckoutWithCouponTest, AUserWhoHasUsedItUpMeanwhileIsToldAndNotTriedAgain) {
  auto ordered = place_with_coupon(1, {of(shirt)});
  find({shirt});
  refuse<CommitStock, StockCommitted>(Errc::coupon_used_up);
  EXPECT_EQ(ordered.error(), Errc::coupon_used_up);
  EXPECT_TRUE(can_hold(shirt, 1));
  EXPECT_TRUE(can_use());
}

TEST_F(CheckoutWithCouponTest, ARepeatAfterTheLastUseWasTakenGetsTheFirstAnswer) {
  OrderView first;
  first.order_id = OrderId{1};
  offer(0, 4);
  auto repeat = place_with_coupon(2, {of(shirt)}, "key");
  find({shirt});
  EXPECT_TRUE(repeat.pending());
  answer<FindAnswer>(StoredAnswer{to_wire(first)});
  EXPECT_TRUE(repeat.value().replayed);
  EXPECT_EQ(repeat.value().view.order_id, OrderId{1});
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
