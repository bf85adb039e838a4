#include "net/reading.hpp"

#include "net/query.hpp"
#include "net/text.hpp"
#include "protocol/secret.hpp"

#include <boost/json/parse.hpp>

namespace baro {

namespace {

constexpr std::size_t depth_max = 32;
constexpr std::size_t idempotency_key_max = 255;

Result<boost::json::value, Refusal> checked(boost::json::value value, const Schema& schema) {
  auto errors = validate(schema, value.get_object());
  if (errors.empty())
    return value;
  Refusal refusal{Errc::invalid_request};
  refusal.field_errors = std::move(errors);
  return refusal;
}

} // namespace

bool is_of_type(std::string_view content_type, std::string_view wanted) {
  if (!equals_ignoring_case(trim(next_token(content_type, ';')), wanted))
    return false;
  const auto parameter = trim(content_type);
  return parameter.empty() || equals_ignoring_case(parameter, "charset=utf-8")
         || equals_ignoring_case(parameter, "charset=\"utf-8\"");
}

bool is_encoded(const Request& request) {
  const auto encoding = request.header(http::field::content_encoding);
  return !encoding.empty() && !equals_ignoring_case(encoding, "identity");
}

Result<boost::json::value, Refusal> read_body(const Request& request, const Schema& schema,
                                              boost::json::storage_ptr storage) {
  if (!request.body().empty()
      && !is_of_type(request.header(http::field::content_type), "application/json"))
    return Refusal{Errc::unsupported_media_type, "Send the body as application/json."};
  if (is_encoded(request))
    return Refusal{Errc::unsupported_media_type, not_encoded};
  boost::json::parse_options options;
  options.max_depth = depth_max;
  boost::system::error_code error;
  auto value = boost::json::parse(request.body(), error, std::move(storage), options);
  if (error || !value.is_object())
    return Refusal{Errc::malformed_json};
  return checked(std::move(value), schema);
}

Result<boost::json::value, Refusal> read_query(std::string_view query, const Schema& schema,
                                               boost::json::storage_ptr storage) {
  auto values = parse_query(query, schema, std::move(storage));
  if (!values)
    return Refusal{Errc::invalid_request, "The query is not percent-encoded UTF-8."};
  return checked(std::move(*values), schema);
}

Result<std::optional<Idempotency>, Refusal> read_idempotency(const Request& request,
                                                             std::string_view path) {
  constexpr std::string_view header = "Idempotency-Key";
  const auto key = request.header(header);
  if (!request.has_header(header))
    return std::optional<Idempotency>{};
  if (!is_printable(key, idempotency_key_max))
    return Refusal{Errc::invalid_request, "An Idempotency-Key has 1 to 255 printable characters."};
  std::string text{request.method()};
  text.append(" ").append(path).append("\n").append(request.body());
  return std::optional{Idempotency{std::string{key}, sha256(text)}};
}

} // namespace baro
