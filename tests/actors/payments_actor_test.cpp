#include "actors/payments/payments_actor.hpp"

#include "actors/retry.hpp"
#include "protocol/wire.hpp"
#include "tests/support/entity_test.hpp"

namespace baro {

/// The test plays the order, the provider and the reader.
class PaymentsActorTest : public test::EntityTest {
protected:
  static constexpr Caller buyer{UserId{5}, Role::BUYER};
  static constexpr OrderId order{1};
  static constexpr PaymentId payment{7};
  static constexpr Won amount = 2'000;
  static constexpr std::chrono::milliseconds pause_max{200}; // longer than any between two tries

  PaymentsActor payments{spawn<PaymentsImpl>(PaymentsServices{
    directory, played<ReaderActor>(), played<PaymentProviderActor>(), "provider"})};

  PaymentsActorTest() {
    factory.makers[address_of(order)]
      = [this]() -> Result<caf::actor> { return caf::actor_cast<caf::actor>(self); };
  }

  test::Pending<Answer<PaymentView>> start(std::optional<Idempotency> key = {}) {
    return ask<Answer<PaymentView>>(payments, StartPayment{buyer, order, payment, std::move(key)});
  }

  static Payment begun() {
    Payment result;
    result.payment = payment;
    result.amount = amount;
    return result;
  }

  static Charge charged() { return {PaymentStatus::CONFIRMED, "reference", {}, amount}; }

  static Answer<PaymentView> confirmed() {
    PaymentView view;
    view.payment_id = payment;
    view.status = PaymentStatus::CONFIRMED;
    return {view};
  }

  /// The order's activation was replaced while it decided on that.
  template <class Command, class Reply>
  void move() {
    refuse<Command, Reply>(Errc::fenced);
    EXPECT_TRUE(nothing_asked()) << "asked again without a pause";
    pass(pause_max);
  }
};

TEST_F(PaymentsActorTest, NobodyIsChargedBeforeTheOrderKnowsOfIt) {
  auto started = start();
  answer_with<BeginPayment>([](const BeginPayment& command) -> caf::result<Payment> {
    EXPECT_EQ(command.payment, payment);
    EXPECT_EQ(command.provider, "provider");
    return begun();
  });
  answer_with<CreateCharge>([](const CreateCharge& command) -> caf::result<Charge> {
    EXPECT_EQ(command.amount, amount);
    return charged();
  });
  EXPECT_TRUE(started.pending()) << "told the buyer before the order knew";
  answer<RecordCharge>(confirmed());
  EXPECT_EQ(started.value().view.status, PaymentStatus::CONFIRMED);
}

TEST_F(PaymentsActorTest, AnOrderThatHasMovedIsAskedAgainAndItsBuyerChargedOnce) {
  auto started = start();
  move<BeginPayment, Payment>();
  answer<BeginPayment>(begun());
  answer<CreateCharge>(charged());
  move<RecordCharge, Answer<PaymentView>>();
  move<RecordCharge, Answer<PaymentView>>();
  answer<RecordCharge>(confirmed());
  EXPECT_EQ(started.value().view.status, PaymentStatus::CONFIRMED);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(PaymentsActorTest, AskingAgainHasItsLimit) {
  auto started = start();
  for (int tries = 0; tries < RetryConfig{}.attempts_max; ++tries) {
    EXPECT_TRUE(started.pending());
    move<BeginPayment, Payment>();
  }
  EXPECT_EQ(started.error(), Errc::fenced);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(PaymentsActorTest, AnOrderThatRefusesIsNotAskedAgain) {
  auto started = start();
  refuse<BeginPayment, Payment>(Errc::illegal_state);
  EXPECT_EQ(started.error(), Errc::illegal_state);
  pass(pause_max);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(PaymentsActorTest, ARepeatGetsTheFirstAnswerAndBeginsNothing) {
  auto started = start(Idempotency{"key", "print"});
  answer<FindAnswer>(StoredAnswer{to_wire(confirmed().view)});
  EXPECT_TRUE(started.value().replayed);
  EXPECT_EQ(started.value().view.payment_id, payment);
  EXPECT_TRUE(nothing_asked());
}

TEST_F(PaymentsActorTest, ARefundIsRecordedWhereItsOrderLivesByNow) {
  auto paid_back = ask<Done>(payments, PayBack{RefundId{9}});
  RefundRecord found;
  found.order = order;
  found.refund.refund = RefundId{9};
  answer<FindRefund>(found);
  answer_with<RefundCharge>([](const RefundCharge&) -> caf::result<void> { return {}; });
  refuse<RecordRefund, void>(Errc::fenced);
  pass(pause_max);
  answer_with<RecordRefund>([](const RecordRefund&) -> caf::result<void> { return {}; });
  EXPECT_TRUE(paid_back.succeeded());
}

} // namespace baro
