#pragma once

#include "protocol/error.hpp"
#include "protocol/http_call.hpp"
#include "protocol/payment.hpp"

/// What the payment provider answers, read without trust. Errors: provider_unavailable.
namespace baro {

/// A payment.
Result<Charge> read_charge(const HttpAnswer& answer);

/// The payment in a list of one. Errors: not_found, too: the list is empty.
Result<Charge> read_found_charge(const HttpAnswer& answer);

Result<Done> read_refund(const HttpAnswer& answer);

} // namespace baro
