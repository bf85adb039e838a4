#pragma once

#include "net/problem.hpp"
#include "net/route.hpp"

#include <boost/json/value.hpp>

#include <optional>

namespace baro {

/// Whether a Content-Type is this one; of its parameters, it may have a charset, which is UTF-8.
bool is_of_type(std::string_view content_type, std::string_view wanted);

/// Whether a body would have to be unpacked first. None is: how large it gets is then in nobody's
/// hands.
bool is_encoded(const Request& request);

/// What somebody is told who sends such a body.
inline constexpr auto not_encoded = "Send the body as it is, without a Content-Encoding.";

/// The JSON object of a request's body, if it is as the schema wants it. Errors:
/// unsupported_media_type, malformed_json, invalid_request.
Result<boost::json::value, Refusal> read_body(const Request& request, const Schema& schema,
                                              boost::json::storage_ptr storage);

/// The parameters of a query, if they are as the schema wants them. Errors: invalid_request.
Result<boost::json::value, Refusal> read_query(std::string_view query, const Schema& schema,
                                               boost::json::storage_ptr storage);

/// The Idempotency-Key of a request; nothing when it has none. Errors: invalid_request.
Result<std::optional<Idempotency>, Refusal> read_idempotency(const Request& request,
                                                             std::string_view path);

} // namespace baro
