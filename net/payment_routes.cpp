#include "net/relay.hpp"

namespace baro {

namespace {

constexpr Field notice_data_fields[]
  = {field::text("id", 1, 200), field::id("reference"), field::text("status", 1, 20),
     field::integer("amount", 0, id_max)};
constexpr Schema notice_data{notice_data_fields};

constexpr Field notice_fields[]
  = {field::text("type", 1, 50).example("payment.confirmed"), field::object("data", notice_data)};
constexpr Schema notice_body{notice_fields};

Task<Reply> start_payment(Call& call) {
  return relay(
    call, 201, call.services().payments,
    StartPayment{call.caller(), call.id<OrderId>(), call.fresh<PaymentId>(), call.idempotency});
}

Task<Reply> list_payments(Call& call) {
  return relay(call, 200, call.services().catalogue,
               ListPayments{call.caller(), call.id<OrderId>()});
}

Task<Reply> confirm_payment(Call& call) {
  return relay(call, 200, call.services().payments,
               ConfirmPayment{call.caller(), call.id<PaymentId>()});
}

// What is of no interest is taken all the same, or it would come again and again.
Task<Reply> note_payment(Call& call) {
  const auto data = call.body().object("data");
  PaymentStatus status{};
  if (!call.body().text("type").starts_with("payment.") || !from_name(data.text("status"), status))
    co_return no_content();
  NotePayment notice{std::string{call.path_rest},
                     data.id<PaymentId>("reference"),
                     {status, data.text("id"), {}, data.number("amount")}};
  co_return co_await relay(call, 204, call.services().payments, std::move(notice));
}

constexpr Route routes[] = {
  {.method = http::verb::post,
   .path = "/orders/{id}/payments",
   .access = Access::logged_in,
   .summary = "Start to pay an order; where it has been started already, go on with that",
   .handler = start_payment,
   .status = 201,
   .description = "The buyer pays at `redirectUrl`, unless the payment is CONFIRMED already.",
   .answer = answers<PaymentView>,
   .errors = may_fail_with<Errc::illegal_state, Errc::provider_unavailable>,
   .creates = true},
  {.method = http::verb::get,
   .path = "/orders/{id}/payments",
   .access = Access::logged_in,
   .summary = "The tries to pay one of one's orders, oldest first",
   .handler = list_payments,
   .answer = answers<std::vector<PaymentView>>},
  {.method = http::verb::post,
   .path = "/payments/{id}/confirm",
   .access = Access::logged_in,
   .summary = "See how a payment stands, once the buyer comes back from paying",
   .handler = confirm_payment,
   .description = "The provider is asked: nothing that a browser says makes an order paid.",
   .answer = answers<PaymentView>,
   .errors = may_fail_with<Errc::provider_unavailable>},
  {.method = http::verb::post,
   .path = "/payments/webhooks/{provider...}",
   .access = Access::payment_provider,
   .summary = "How a payment stands, as its provider says",
   .handler = note_payment,
   .status = 204,
   .description = "The signature covers the body to the byte, and is good for five minutes. "
                  "Answered once it is on disk; notices may come again, late, and out of order.",
   .body = &notice_body},
};

} // namespace

std::span<const Route> payment_routes() { return routes; }

} // namespace baro
