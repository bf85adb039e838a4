#include "actors/coupon/coupon_actor.hpp"
#include "protocol/wire.hpp"
#include "tests/actors/checkout_actor_test.hpp"

namespace baro {

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

} // namespace baro
