#include "providers/oidc.hpp"

#include "providers/oauth_json.hpp"
#include "providers/url.hpp"

#include <sodium/utils.h>

namespace baro {

namespace {

namespace json = boost::json;

std::string base64(const std::string& bytes) {
  constexpr int variant = sodium_base64_VARIANT_ORIGINAL;
  std::string text(sodium_base64_encoded_len(bytes.size(), variant), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), variant);
  text.pop_back(); // the terminating NUL
  return text;
}

// RFC 6749, 2.3.1: both are encoded as in a form before they are put together.
std::string basic(const OidcConfig& config) {
  return "Basic "
         + base64(form_encoded(config.client_id) + ':' + form_encoded(config.client_secret));
}

HttpCall post(const OidcConfig& config, const OidcEndpoints& endpoints, const std::string& url,
              FormFields fields) {
  HttpCall call{url, {{"Content-Type", "application/x-www-form-urlencoded"}}, {}, 0};
  if (endpoints.secret_in_header) {
    call.headers.push_back({"Authorization", basic(config)});
  } else {
    fields.emplace_back("client_id", config.client_id);
    fields.emplace_back("client_secret", config.client_secret);
  }
  call.body = form_of(fields);
  return call;
}

bool contains(const json::object& object, std::string_view name, std::string_view text) {
  if (const auto* value = object.if_contains({name.data(), name.size()});
      value && value->is_array()) {
    for (const auto& item : value->get_array())
      if (item.is_string() && std::string_view{item.get_string().c_str()} == text)
        return true;
    return false;
  }
  return text_in(object, name) == text;
}

} // namespace

HttpCall discovery_call(const OidcConfig& config) {
  auto issuer = config.issuer;
  if (issuer.ends_with('/'))
    issuer.pop_back();
  return {issuer + "/.well-known/openid-configuration", {}, {}, 0};
}

Result<OidcEndpoints> read_discovery(const OidcConfig& config, const HttpAnswer& answer) {
  const auto document = read_answer(answer);
  if (!document)
    return provider_nonsense("discovery answered " + std::to_string(answer.status));
  if (text_in(*document, "issuer") != config.issuer)
    return provider_nonsense("discovery speaks for another issuer");
  OidcEndpoints endpoints{text_in(*document, "token_endpoint").value_or(""),
                          text_in(*document, "userinfo_endpoint").value_or(""),
                          text_in(*document, "introspection_endpoint").value_or(""), true};
  if (endpoints.token.empty())
    return provider_nonsense("discovery has no token_endpoint");
  constexpr auto* methods = "token_endpoint_auth_methods_supported";
  endpoints.secret_in_header
    = !document->contains(methods) || contains(*document, methods, "client_secret_basic");
  return endpoints;
}

HttpCall code_call(const OidcConfig& config, const OidcEndpoints& endpoints,
                   const std::string& code, const std::string& redirect_uri) {
  return post(
    config, endpoints, endpoints.token,
    {{"grant_type", "authorization_code"}, {"redirect_uri", redirect_uri}, {"code", code}});
}

HttpCall introspection_call(const OidcConfig& config, const OidcEndpoints& endpoints,
                            const std::string& access_token) {
  return post(config, endpoints, endpoints.introspection,
              {{"token", access_token}, {"token_type_hint", "access_token"}});
}

HttpCall userinfo_call(const OidcEndpoints& endpoints, const std::string& access_token) {
  return {endpoints.userinfo, {{"Authorization", "Bearer " + access_token}}, {}, 0};
}

// Only we ask here: a refusal is about us, not about the token.
Result<OauthPerson> read_introspection(const OidcConfig& config, const HttpAnswer& answer) {
  const auto token = read_answer(answer);
  if (!token)
    return provider_nonsense("introspection answered " + std::to_string(answer.status));
  if (!is_true(*token, "active"))
    return Error{Errc::login_refused, "the token is not active"};
  const bool is_ours = token->contains("client_id")
                         ? text_in(*token, "client_id") == config.client_id
                         : contains(*token, "aud", config.client_id);
  if (!is_ours)
    return Error{Errc::login_refused, "the token is for another client"};
  const auto subject = subject_in(*token, "sub");
  if (!subject)
    return Error{Errc::login_refused, "the token is nobody's"};
  return OauthPerson{config.name, *subject, {}, false, {}};
}

Result<OauthPerson> read_userinfo(const OidcConfig& config, const std::optional<std::string>& whom,
                                  const HttpAnswer& answer) {
  const auto info = read_answer(answer);
  if (!info)
    return info.error();
  const auto subject = subject_in(*info, config.subject_field);
  if (!subject || (whom && *whom != *subject))
    return provider_nonsense("userinfo is about somebody else");
  return OauthPerson{config.name, *subject, email_in(*info, "email"),
                     is_true(*info, "email_verified"), name_in(*info, "name")};
}

} // namespace baro
