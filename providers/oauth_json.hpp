#pragma once

#include "protocol/error.hpp"
#include "protocol/http_call.hpp"

#include <boost/json/object.hpp>

#include <optional>
#include <string>
#include <string_view>

/// What providers answer, read without trust.
namespace baro {

/// The object that an answer is. Errors: login_refused, when the provider says that it is our
/// caller's fault (400, 401, 403); else provider_unavailable.
Result<boost::json::object> read_answer(const HttpAnswer& answer);

/// A JSON object. Errors: provider_unavailable.
Result<boost::json::object> read_object(std::string_view text);

Error provider_nonsense(std::string what);

/// A text that is not empty.
std::optional<std::string> text_in(const boost::json::object& object, std::string_view name);

/// An object within an object.
const boost::json::object* object_in(const boost::json::object& object, std::string_view name);

/// Whether it is there and true; some providers write "true".
bool is_true(const boost::json::object& object, std::string_view name);

/// Names somebody for good: a text, or a whole number. Nothing when it is none, or too long.
std::optional<std::string> subject_in(const boost::json::object& object, std::string_view name);

/// An e-mail address as accounts have it: in lower case. Nothing when it cannot be one.
std::optional<std::string> email_in(const boost::json::object& object, std::string_view name);

/// A name as accounts have it: 1 to 100 characters in one line. Nothing when there is none.
std::optional<std::string> name_in(const boost::json::object& object, std::string_view name);

/// Whether it can stand in a header, as RFC 6750 wants a token to be.
bool is_bearer_token(std::string_view text);

struct OauthTokens {
  std::optional<std::string> access_token;
  std::optional<std::string> id_token;
};

/// What a token endpoint answers to a code (RFC 6749, 5). That it does not know us is our mistake,
/// not the caller's.
Result<OauthTokens> read_tokens(const HttpAnswer& answer);

} // namespace baro
