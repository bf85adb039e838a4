#pragma once

#include "protocol/http_call.hpp"
#include "protocol/oauth.hpp"
#include "providers/oauth_config.hpp"

/// OpenID Connect and OAuth 2.0: what is asked, and what the answers mean.
namespace baro {

HttpCall discovery_call(const OidcConfig& config);

/// Errors: provider_unavailable.
Result<OidcEndpoints> read_discovery(const OidcConfig& config, const HttpAnswer& answer);

HttpCall code_call(const OidcConfig& config, const OidcEndpoints& endpoints,
                   const std::string& code, const std::string& redirect_uri);
HttpCall introspection_call(const OidcConfig& config, const OidcEndpoints& endpoints,
                            const std::string& access_token);
HttpCall userinfo_call(const OidcEndpoints& endpoints, const std::string& access_token);

/// Whose access token it is (RFC 7662), if it was made for us: one that somebody gave to another
/// client opens nothing here. Errors: login_refused, provider_unavailable.
Result<OauthPerson> read_introspection(const OidcConfig& config, const HttpAnswer& answer);

/// What userinfo says of somebody; of whom, if that is known already. Errors: provider_unavailable.
Result<OauthPerson> read_userinfo(const OidcConfig& config, const std::optional<std::string>& whom,
                                  const HttpAnswer& answer);

/// What an id token says that the token endpoint has just given us. It came over TLS from the
/// issuer itself, which stands for its signature (OpenID Connect Core, 3.1.3.7, item 6).
/// Errors: login_refused (another issuer or client, or expired), provider_unavailable.
Result<OauthPerson> read_id_token(const OidcConfig& config, const std::string& token, Timestamp at);

} // namespace baro
