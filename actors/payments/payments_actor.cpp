#include "actors/payments/payments_actor.hpp"

#include "actors/ask_entity.hpp"
#include "actors/stored_answer.hpp"

namespace baro {

namespace {

template <class Reply>
void deliver_done(Reply reply, const Result<Answer<PaymentView>>& result) {
  if (result)
    reply.deliver();
  else
    reply.deliver(to_caf(result.error()));
}

} // namespace

PaymentsActor::behavior_type PaymentsState::make_behavior() {
  return {
    [this](const StartPayment& command) { return start(command); },
    [this](const ConfirmPayment& command) { return confirm(command); },
    [this](const NotePayment& notice) { return note(notice); },
    [this](const CheckPayment& command) { return check(command); },
    [this](const PayBack& command) { return pay_back(command); },
  };
}

// A repeat must not begin a second payment when the first has failed by now, so its key is looked
// for before anything else.
caf::result<Answer<PaymentView>> PaymentsState::start(const StartPayment& command) {
  auto reply = self_->make_response_promise<Answer<PaymentView>>();
  if (!command.idempotency) {
    begin(command, reply);
    return reply;
  }
  self_
    ->request(services_.reader, caf::infinite,
              FindAnswer{command.caller.user, *command.idempotency})
    .then(
      [reply](const StoredAnswer& stored) { deliver(reply, replayed<PaymentView>(stored.answer)); },
      [this, reply, command](const caf::error& error) mutable {
        if (const auto reason = from_caf(error); reason.code == Errc::not_found)
          begin(command, reply);
        else
          reply.deliver(error);
      });
  return reply;
}

void PaymentsState::begin(const StartPayment& command, Started reply) {
  const auto order = address_of(command.order);
  const BeginPayment question{command.caller, command.order, command.payment,
                              services_.provider_name};
  ask_entity(
    self_, services_.directory, envelope(order, question),
    [this, reply, command](const Payment& payment) { charge(command, payment, reply); },
    [reply](const caf::error& error) mutable { reply.deliver(error); });
}

void PaymentsState::charge(const StartPayment& command, const Payment& payment, Started reply) {
  self_
    ->request(services_.provider, caf::infinite,
              CreateCharge{command.order, payment.payment, payment.amount})
    .then(
      [this, reply, command, id = payment.payment](const Charge& charge) {
        record({command.order, id, charge, command.caller.user, command.idempotency},
               [reply](const Result<Answer<PaymentView>>& view) { deliver(reply, view); });
      },
      [reply](const caf::error& error) mutable { reply.deliver(error); });
}

caf::result<PaymentView> PaymentsState::confirm(const ConfirmPayment& command) {
  auto reply = self_->make_response_promise<PaymentView>();
  find_payment(command.payment,
               [this, reply, caller = command.caller](const Result<PaymentRecord>& found) mutable {
                 if (!found)
                   return reply.deliver(to_caf(found.error()));
                 if (found->user != caller.user && !caller.is_admin())
                   return reply.deliver(to_caf(Errc::not_found));
                 find_charge(*found, [reply](const Result<Answer<PaymentView>>& view) mutable {
                   if (view)
                     reply.deliver(view->view);
                   else
                     reply.deliver(to_caf(view.error()));
                 });
               });
  return reply;
}

caf::result<void> PaymentsState::note(const NotePayment& notice) {
  auto reply = self_->make_response_promise<void>();
  find_payment(notice.payment, [this, reply, notice](const Result<PaymentRecord>& found) mutable {
    if (!found)
      return reply.deliver(to_caf(found.error()));
    if (found->payment.provider != notice.provider)
      return reply.deliver(to_caf(Errc::not_found, "a payment of another provider"));
    record({found->order, notice.payment, notice.charge, {}, {}},
           [reply](const Result<Answer<PaymentView>>& view) { deliver_done(reply, view); });
  });
  return reply;
}

caf::result<void> PaymentsState::check(const CheckPayment& command) {
  auto reply = self_->make_response_promise<void>();
  find_payment(command.payment, [this, reply](const Result<PaymentRecord>& found) mutable {
    if (!found)
      return reply.deliver(to_caf(found.error()));
    find_charge(*found,
                [reply](const Result<Answer<PaymentView>>& view) { deliver_done(reply, view); });
  });
  return reply;
}

caf::result<void> PaymentsState::pay_back(const PayBack& command) {
  auto reply = self_->make_response_promise<void>();
  auto failed = [reply](const caf::error& error) mutable { reply.deliver(error); };
  self_->request(services_.reader, caf::infinite, FindRefund{command.refund})
    .then(
      [this, reply, failed](const RefundRecord& found) {
        const auto& refund = found.refund;
        const auto order = found.order;
        auto record = [this, reply, failed, order, id = refund.refund] {
          ask_entity(
            self_, services_.directory, envelope(address_of(order), RecordRefund{order, id}),
            [reply]() mutable { reply.deliver(); }, failed);
        };
        self_
          ->request(services_.provider, caf::infinite,
                    RefundCharge{refund.refund, found.reference.value_or(""), refund.amount})
          .then(record, failed);
      },
      failed);
  return reply;
}

// A provider that has never heard of a payment will not charge anybody for it: whoever began it
// did not get that far.
void PaymentsState::find_charge(const PaymentRecord& known, Recorded recorded) {
  RecordCharge command{known.order, known.payment.payment, {}, {}, {}};
  auto failed
    = [this, recorded, command, amount = known.payment.amount](const caf::error& error) mutable {
        const auto reason = from_caf(error);
        if (reason.code != Errc::not_found)
          return recorded(reason);
        command.charge = {PaymentStatus::FAILED, {}, {}, amount};
        record(std::move(command), recorded);
      };
  self_->request(services_.provider, caf::infinite, FindCharge{known.payment.payment})
    .then(
      [this, recorded, command](const Charge& charge) mutable {
        command.charge = charge;
        record(std::move(command), recorded);
      },
      std::move(failed));
}

void PaymentsState::record(RecordCharge command, Recorded recorded) {
  const auto order = address_of(command.order);
  ask_entity(
    self_, services_.directory, envelope(order, std::move(command)),
    [recorded](const Answer<PaymentView>& view) { recorded(view); },
    [recorded](const caf::error& error) { recorded(from_caf(error)); });
}

void PaymentsState::find_payment(PaymentId payment,
                                 std::function<void(Result<PaymentRecord>)> found) {
  self_->request(services_.reader, caf::infinite, FindPayment{payment})
    .then([found](const PaymentRecord& record) { found(record); },
          [found](const caf::error& error) { found(from_caf(error)); });
}

} // namespace baro
