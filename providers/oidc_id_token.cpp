#include "providers/oauth_json.hpp"
#include "providers/oidc.hpp"

#include <sodium/utils.h>

namespace baro {

namespace {

namespace json = boost::json;

// How far the clocks of two well-kept machines are apart.
constexpr std::int64_t clock_skew_seconds = 60;

/// What stands between the two dots (RFC 7515, 7.1).
Result<json::object> claims_of(const std::string& token) {
  const auto first = token.find('.');
  const auto second = token.find('.', first + 1);
  if (first == std::string::npos || second == std::string::npos)
    return provider_nonsense("an id token without its three parts");
  const auto part = std::string_view{token}.substr(first + 1, second - first - 1);
  std::string bytes(part.size(), '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), part.data(),
                        part.size(), nullptr, &size, nullptr,
                        sodium_base64_VARIANT_URLSAFE_NO_PADDING)
      != 0)
    return provider_nonsense("an id token that is not base64url");
  bytes.resize(size);
  return read_object(bytes);
}

// For us, and when it is for others as well, at our request (OpenID Connect Core, 3.1.3.7, items 3
// to 5).
bool is_for(const std::string& client, const json::object& claims) {
  const auto* audience = claims.if_contains("aud");
  if (claims.contains("azp") && text_in(claims, "azp") != client)
    return false;
  if (!audience || !audience->is_array())
    return text_in(claims, "aud") == client;
  const auto& all = audience->get_array();
  if (all.size() > 1 && !claims.contains("azp"))
    return false;
  for (const auto& one : all)
    if (one.is_string() && one.get_string() == client)
      return true;
  return false;
}

std::int64_t seconds_in(const json::object& claims, const char* name) {
  const auto* value = claims.if_contains(name);
  return value && value->is_int64() ? value->get_int64() : 0;
}

} // namespace

Result<OauthPerson> read_id_token(const OidcConfig& config, const std::string& token,
                                  Timestamp at) {
  const auto claims = claims_of(token);
  if (!claims)
    return claims.error();
  if (text_in(*claims, "iss") != config.issuer)
    return Error{Errc::login_refused, "the id token is another issuer's"};
  if (!is_for(config.client_id, *claims))
    return Error{Errc::login_refused, "the id token is for another client"};
  if (seconds_in(*claims, "exp") <= at.micros / 1'000'000 - clock_skew_seconds)
    return Error{Errc::login_refused, "the id token has expired"};
  const auto subject = subject_in(*claims, "sub");
  if (!subject)
    return provider_nonsense("an id token about nobody");
  return OauthPerson{config.name, *subject, email_in(*claims, "email"),
                     is_true(*claims, "email_verified"), name_in(*claims, "name")};
}

} // namespace baro
