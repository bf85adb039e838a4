#include "providers/payment_provider.hpp"

#include "providers/payment_json.hpp"

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <caf/typed_response_promise.hpp>

namespace baro {

namespace {

namespace json = boost::json;

HttpCall posting(HttpCall call, const std::string& key, const json::object& body) {
  call.headers.push_back({"Idempotency-Key", key});
  call.headers.push_back({"Content-Type", "application/json"});
  call.body = json::serialize(body);
  return call;
}

} // namespace

PaymentProviderActor::behavior_type PaymentProviderState::make_behavior() {
  return {
    [this](const CreateCharge& command) { return create(command); },
    [this](const FindCharge& question) { return find(question); },
    [this](const RefundCharge& command) { return refund(command); },
  };
}

caf::result<Charge> PaymentProviderState::create(const CreateCharge& command) {
  const auto reference = std::to_string(command.payment.value);
  json::object body{{"reference", reference},
                    {"orderId", std::to_string(command.order.value)},
                    {"amount", command.amount},
                    {"currency", "KRW"}};
  if (!config_.webhook_url.empty())
    body["webhookUrl"] = config_.webhook_url;
  if (!config_.return_url.empty())
    body["returnUrl"] = config_.return_url;
  return ask<Charge>(posting(call_to("/v1/payments"), reference, body), read_charge);
}

caf::result<Charge> PaymentProviderState::find(const FindCharge& question) {
  const auto reference = std::to_string(question.payment.value);
  return ask<Charge>(call_to("/v1/payments?reference=" + reference), read_found_charge);
}

caf::result<void> PaymentProviderState::refund(const RefundCharge& command) {
  const auto reference = std::to_string(command.refund.value);
  const json::object body{{"amount", command.amount}, {"reference", reference}};
  return ask<void>(
    posting(call_to("/v1/payments/" + command.reference + "/refunds"), reference, body),
    read_refund);
}

HttpCall PaymentProviderState::call_to(const std::string& path) const {
  HttpCall call;
  call.url = config_.url + path;
  call.headers = {{"Authorization", "Bearer " + config_.api_key}};
  call.wait_max_ms = config_.answer_wait_max.count();
  return call;
}

template <class Reply, class Read>
caf::result<Reply> PaymentProviderState::ask(HttpCall call, Read read) {
  if (config_.url.empty())
    return to_caf(Errc::provider_unavailable, "no payment provider is configured");
  auto reply = self_->template make_response_promise<Reply>();
  self_->request(http_, caf::infinite, std::move(call))
    .then(
      [reply, read](const HttpAnswer& answer) mutable {
        const auto result = read(answer);
        if (!result)
          reply.deliver(to_caf(result.error()));
        else if constexpr (std::is_void_v<Reply>)
          reply.deliver();
        else
          reply.deliver(*result);
      },
      [reply](const caf::error& error) mutable { reply.deliver(error); });
  return reply;
}

} // namespace baro
