#include "actors/cart/cart_actor.hpp"

#include "protocol/wire.hpp"
#include "tests/support/actor_test.hpp"

namespace baro {

namespace {

constexpr UserId buyer{5};

} // namespace

/// The test plays the writer and the reader.
class CartActorTest : public test::ActorTest {
protected:
  const CartServices services{played<CartWriterActor>(), played<ReaderActor>(), clock};
  const CartActor cart = spawn<CartImpl>(buyer, CartActivated{7, 10, {}}, services);

  test::Pending<Answer<CartItemView>> ask_to_add(std::int64_t sku, std::int32_t quantity,
                                                 std::optional<Idempotency> key = {}) {
    return ask<Answer<CartItemView>>(
      cart, AddCartItem{buyer, CartItemId{sku + 500}, SkuId{sku}, std::nullopt, quantity, key});
  }

  test::Pending<Answer<CartItemView>> add(std::int64_t sku, std::int32_t quantity) {
    auto added = ask_to_add(sku, quantity);
    offer();
    return added;
  }

  /// Always under the same key.
  test::Pending<Answer<CartItemView>> add_again(std::int64_t sku, std::int32_t quantity) {
    return ask_to_add(sku, quantity, Idempotency{"key", "print"});
  }

  /// Answers the cart's question for an offer.
  void offer() {
    answer_with<FindOffers>([](const FindOffers& question) -> caf::result<Offers> {
      return Offers{{offer_of(question.skus.at(0))}};
    });
  }

  static StockedOffer offer_of(SkuId sku) {
    StockedOffer result;
    result.offer.sku = sku;
    result.offer.price = 1'000;
    result.offer.on_sale = true;
    result.on_hand = 50;
    return result;
  }

  void save() { answer<CommitCart>(CartCommitted{}); }
  bool is_alive() { return ask<bool>(cart, Passivate{}).succeeded(); }
};

TEST_F(CartActorTest, AnswersOnceTheChangeIsOnDisk) {
  auto added = add(1, 2);
  EXPECT_TRUE(added.pending());
  answer_with<CommitCart>([](const CommitCart& commit) -> caf::result<CartCommitted> {
    EXPECT_EQ(commit.change.epoch, 7);
    EXPECT_EQ(commit.change.version, 11);
    EXPECT_EQ(commit.change.lines.at(0).quantity, 2);
    return CartCommitted{};
  });
  EXPECT_EQ(added.value().view.subtotal, 2'000);
  EXPECT_EQ(added.value().view.available, 50);
}

TEST_F(CartActorTest, SumsAreExactWhileSavesAreStillRunning) {
  auto first = add(1, 60);
  auto second = add(1, 39);
  auto third = add(1, 1);
  EXPECT_EQ(third.error(), Errc::quantity_limit);
  save();
  save();
  EXPECT_EQ(second.value().view.quantity, 99);
}

TEST_F(CartActorTest, AFailedSaveMakesItStartAnewFromDisk) {
  auto added = add(1, 2);
  refuse<CommitCart, CartCommitted>(Errc::fenced);
  EXPECT_EQ(added.error(), Errc::fenced);
  EXPECT_FALSE(is_alive());
}

TEST_F(CartActorTest, ARepeatIsAnsweredAsTheFirstTimeEvenWhenItWouldBeRefusedNow) {
  add(1, 99);
  save();
  auto repeat = add_again(1, 99);
  answer<FindAnswer>(StoredAnswer{to_wire(CartItemView{})});
  EXPECT_TRUE(repeat.value().replayed);
  EXPECT_TRUE(nothing_asked());
  EXPECT_TRUE(is_alive());
}

TEST_F(CartActorTest, ARepeatOfWhatIsStillBeingMadeIsToldSo) {
  auto first = add_again(1, 1);
  EXPECT_EQ(add_again(1, 1).error(), Errc::idempotency_key_in_use);
  refuse<FindAnswer, StoredAnswer>(Errc::not_found);
  offer();
  save();
  EXPECT_FALSE(first.value().replayed);
  auto later = add_again(1, 1);
  EXPECT_TRUE(later.pending());
}

TEST_F(CartActorTest, AnotherRequestUnderAKeyIsRefused) {
  auto other = add_again(1, 1);
  refuse<FindAnswer, StoredAnswer>(Errc::idempotency_key_reused);
  EXPECT_EQ(other.error(), Errc::idempotency_key_reused);
}

TEST_F(CartActorTest, WhenAnotherActivationWasFasterItsAnswerCountsAndMemoryIsReadAnew) {
  auto repeat = add_again(1, 2);
  refuse<FindAnswer, StoredAnswer>(Errc::not_found);
  offer();
  answer<CommitCart>(CartCommitted{to_wire(CartItemView{})});
  EXPECT_TRUE(repeat.value().replayed);
  EXPECT_FALSE(is_alive());
}

TEST_F(CartActorTest, WhatDoesNotExistOrIsNotSoldCannotBeAdded) {
  auto unknown = ask_to_add(1, 1);
  answer<FindOffers>(Offers{});
  EXPECT_EQ(unknown.error(), Errc::not_found);

  auto withdrawn = ask_to_add(1, 1);
  auto offer = offer_of(SkuId{1});
  offer.offer.on_sale = false;
  answer<FindOffers>(Offers{{offer}});
  EXPECT_EQ(withdrawn.error(), Errc::not_on_sale);
}

TEST_F(CartActorTest, OrderedSkusAreGoneAtOnce) {
  add(1, 2);
  save();
  caf::anon_send(cart, TakeOutOrdered{buyer, {SkuId{1}, SkuId{8}}});
  run();
  EXPECT_TRUE(ask<CartView>(cart, GetCart{buyer}).value().items.empty());
  answer_with<CommitCart>([](const CommitCart& commit) -> caf::result<CartCommitted> {
    EXPECT_EQ(commit.change.lines.size(), 1u);
    EXPECT_EQ(commit.change.lines.at(0).quantity, 0);
    return CartCommitted{};
  });
  EXPECT_TRUE(is_alive());
}

TEST_F(CartActorTest, LinesCanBeChangedAndRemoved) {
  add(1, 2);
  save();
  auto changed = ask<Done>(cart, ChangeCartItem{buyer, CartItemId{501}, 5});
  EXPECT_TRUE(changed.pending());
  save();
  EXPECT_TRUE(changed.succeeded());
  auto removed = ask<Done>(cart, RemoveCartItem{buyer, CartItemId{501}});
  save();
  EXPECT_TRUE(removed.succeeded());
  EXPECT_EQ(ask<Done>(cart, RemoveCartItem{buyer, CartItemId{501}}).error(), Errc::not_found);
}

TEST_F(CartActorTest, StaysAwakeWhileASaveIsRunning) {
  add(1, 2);
  EXPECT_FALSE(ask<bool>(cart, Passivate{}).value());
  save();
  EXPECT_TRUE(ask<bool>(cart, Passivate{}).value());
}

} // namespace baro
