#include "providers/payment_json.hpp"

#include "providers/oauth_json.hpp"
#include "providers/url.hpp"

#include <boost/json/value.hpp>

namespace baro {

namespace {

namespace json = boost::json;

Error nonsense(const HttpAnswer& answer) {
  return {Errc::provider_unavailable,
          "the payment provider answers " + std::to_string(answer.status)};
}

Result<json::object> read_object_of(const HttpAnswer& answer) {
  if (answer.status != 200 && answer.status != 201)
    return nonsense(answer);
  return read_object(answer.body);
}

Result<Charge> charge_in(const json::object& object) {
  Charge charge;
  const auto id = text_in(object, "id");
  const auto status = text_in(object, "status");
  const auto* amount = object.if_contains("amount");
  if (!id || !status || !from_name(*status, charge.status) || !amount || !amount->is_int64())
    return Error{Errc::provider_unavailable, "the payment provider answers with no payment"};
  charge.reference = *id;
  charge.amount = amount->get_int64();
  // Buyers are sent there.
  if (auto url = text_in(object, "redirectUrl"); url && is_callable(*url))
    charge.redirect_url = std::move(url);
  return charge;
}

} // namespace

Result<Charge> read_charge(const HttpAnswer& answer) {
  const auto object = read_object_of(answer);
  if (!object)
    return object.error();
  return charge_in(*object);
}

Result<Charge> read_found_charge(const HttpAnswer& answer) {
  const auto object = read_object_of(answer);
  if (!object)
    return object.error();
  const auto* payments = object->if_contains("payments");
  if (!payments || !payments->is_array())
    return nonsense(answer);
  if (payments->get_array().empty())
    return Error{Errc::not_found};
  const auto* payment = payments->get_array().front().if_object();
  return payment ? charge_in(*payment) : nonsense(answer);
}

Result<Done> read_refund(const HttpAnswer& answer) {
  const auto object = read_object_of(answer);
  if (!object)
    return object.error();
  if (text_in(*object, "status") != "DONE")
    return nonsense(answer);
  return Done{};
}

} // namespace baro
