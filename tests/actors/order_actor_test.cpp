#include "actors/order/order_actor.hpp"

#include "actors/sku/sku_actor.hpp"
#include "monitoring/stock_metrics.hpp"
#include "tests/support/entity_test.hpp"

namespace baro {

namespace {

constexpr UserId buyer{5};
constexpr OrderId order{9};
constexpr SkuId shirt{1};

} // namespace

/// With a real SKU actor; the test plays the writer, and the database.
class OrderActorTest : public test::EntityTest {
protected:
  StockMetrics metrics{registry};
  IdGenerator ids{0};
  const SkuServices sku_services{
    played<StockWriterActor>(), played<ReaderActor>(), metrics, clock, {}};
  OrderRecord kept;
  const OrderServices services{directory, played<StockWriterActor>(),
                               spawn_reader<LoadOrder>([this](const LoadOrder&) { return kept; }),
                               ids, clock};

  OrderActorTest() {
    SkuActivated activated;
    activated.offer.sku = shirt;
    activated.offer.on_sale = true;
    activated.epoch = 4;
    factory.makers[address_of(shirt)] = [this, activated]() -> Result<caf::actor> {
      return caf::actor_cast<caf::actor>(system.spawn<SkuImpl>(activated, sku_services));
    };
    keep(OrderStatus::ORDERED);
  }

  /// What is found in the database.
  void keep(OrderStatus status) {
    const auto version = kept.version + 1;
    kept = {};
    kept.user = buyer;
    kept.version = version;
    kept.view.order_id = order;
    kept.view.order_status = status;
    if (status == OrderStatus::CANCELLED)
      kept.view.cancel_reason = CancelReason::BUYER;
    kept.view.items.push_back({ProductId{1}, shirt, {}, "shirt", std::nullopt, 2, 1'000});
    factory.makers[address_of(order)] = [this]() -> Result<caf::actor> {
      return caf::actor_cast<caf::actor>(system.spawn<OrderImpl>(kept, services));
    };
  }

  test::Pending<OrderView> cancel(Caller caller = {buyer, Role::BUYER}) {
    return ask_entity<OrderView>(address_of(order), CancelOrder{caller, order});
  }

  test::Pending<StockHeld> hold(Quantity quantity) {
    return ask_entity<StockHeld>(address_of(shirt),
                                 HoldStock{ids.next<ChangeId>(), shirt, quantity});
  }
};

TEST_F(OrderActorTest, CancellingGivesTheStockBackOnceItIsOnDisk) {
  auto cancelled = cancel();
  EXPECT_TRUE(cancelled.pending());
  EXPECT_EQ(hold(1).error(), Errc::out_of_stock);
  answer_with<CommitStock>([](const CommitStock& commit) -> caf::result<StockCommitted> {
    const auto& fact = std::get<OrderChanged>(commit.fact);
    EXPECT_EQ(fact.version, 1);
    EXPECT_EQ(fact.lines.at(0).epoch, 4);
    return StockCommitted{};
  });
  EXPECT_EQ(cancelled.value().order_status, OrderStatus::CANCELLED);
  EXPECT_TRUE(cancelled.value().next_actions.empty());
  EXPECT_TRUE(hold(2).succeeded());
}

TEST_F(OrderActorTest, CancellingManyTimesGivesTheStockBackOnce) {
  auto first = cancel();
  auto second = cancel();
  keep(OrderStatus::CANCELLED);
  answer<CommitStock>(StockCommitted{});
  auto third = cancel();
  EXPECT_TRUE(nothing_asked());
  for (const auto& answer : {first, second, third})
    EXPECT_EQ(answer.value().order_status, OrderStatus::CANCELLED);
  EXPECT_EQ(hold(3).error(), Errc::out_of_stock);
  EXPECT_TRUE(hold(2).succeeded());
}

// As when it was moved to another node while the first one was still committing.
TEST_F(OrderActorTest, DoesNotSpeakFromMemoryWhenAnEarlierActivationHasTakenAStep) {
  EXPECT_EQ(cancel({UserId{6}, Role::BUYER}).error(), Errc::not_found);
  keep(OrderStatus::SHIPPED);
  EXPECT_EQ(cancel({UserId{6}, Role::BUYER}).error(), Errc::fenced);
  EXPECT_EQ(cancel().error(), Errc::illegal_state);
}

TEST_F(OrderActorTest, SomebodyElsesOrderIsNotFound) {
  EXPECT_EQ(cancel({UserId{6}, Role::BUYER}).error(), Errc::not_found);
  EXPECT_TRUE(cancel({UserId{6}, Role::ADMIN}).pending());
}

TEST_F(OrderActorTest, WhatIsShippedCannotBeCancelled) {
  for (const auto status : {OrderStatus::SHIPPED, OrderStatus::DELIVERED, OrderStatus::COMPLETED}) {
    keep(status);
    EXPECT_EQ(cancel().error(), Errc::illegal_state);
    pass(shard_config.idle_max + shard_config.sweep_interval);
  }
}

TEST_F(OrderActorTest, AFailedCommitLeavesTheOrderAsItWas) {
  auto cancelled = cancel();
  refuse<CommitStock, StockCommitted>(Errc::unavailable);
  EXPECT_EQ(cancelled.error(), Errc::unavailable);
  EXPECT_EQ(hold(1).error(), Errc::out_of_stock);
  EXPECT_TRUE(cancel().pending());
}

TEST_F(OrderActorTest, IsTriedAgainWhenASkuHasMoved) {
  auto cancelled = cancel();
  answer_with<CommitStock>([](const CommitStock&) -> caf::result<StockCommitted> {
    return to_caf(Error{Errc::fenced, {}, {{shirt}}});
  });
  pass(std::chrono::milliseconds{100});
  EXPECT_EQ(factory.wakes[address_of(shirt)], 2);
  answer<CommitStock>(StockCommitted{});
  EXPECT_TRUE(cancelled.succeeded());
}

TEST_F(OrderActorTest, IsReadAnewWhenItHasChangedElsewhere) {
  auto cancelled = cancel();
  keep(OrderStatus::CANCELLED);
  refuse<CommitStock, StockCommitted>(Errc::fenced);
  EXPECT_EQ(cancelled.error(), Errc::fenced);
  EXPECT_EQ(cancel().value().order_status, OrderStatus::CANCELLED);
}

} // namespace baro
