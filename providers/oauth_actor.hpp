#pragma once

#include "protocol/actors.hpp"
#include "providers/oauth_config.hpp"

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>
#include <caf/typed_response_promise.hpp>

#include <functional>
#include <map>

namespace baro {

struct OauthServices {
  HttpClientActor http;
  std::function<Timestamp()> clock;
  OauthConfig config;
};

/// Asks providers whose token or code it is. Whether a token was made for this shop is asked first,
/// always.
class OauthState {
public:
  static constexpr const char* name = "baro.oauth";

  OauthState(OauthActor::pointer self, OauthServices services)
    : self_(self), services_(std::move(services)) {}

  OauthActor::behavior_type make_behavior();

private:
  struct Login {
    std::string provider;
    Timestamp until; // then its provider has taken too long
    caf::typed_response_promise<OauthPerson> reply;
  };

  struct Discovered {
    OidcEndpoints endpoints;
    Timestamp at;
  };

  using WithEndpoints = std::function<void(const OidcEndpoints&)>;

  caf::result<OauthPerson> identify(const OauthProof& proof);
  const OidcConfig* oidc_named(const std::string& name) const;

  void identify_by_kakao(const Login& login, const OauthProof& proof);
  void identify_by_kakao_token(const Login& login, const std::string& access_token);

  void identify_by_oidc(const Login& login, const OidcConfig& config, const OauthProof& proof);
  void discover(const Login& login, const OidcConfig& config, WithEndpoints then);
  void identify_by_code(const Login& login, const OidcConfig& config,
                        const OidcEndpoints& endpoints, const OauthProof& proof);
  void identify_by_token(const Login& login, const OidcConfig& config,
                         const OidcEndpoints& endpoints, const std::string& access_token);
  /// Adds what userinfo knows beyond who it is, if the provider has one.
  void complete(const Login& login, const OidcConfig& config, const OidcEndpoints& endpoints,
                const std::optional<std::string>& access_token, const OauthPerson& person);

  /// Makes a call, and goes on with what `read` (HttpAnswer -> Result<T>) makes of its answer.
  /// Ends the login when one of them fails.
  template <class Read, class Next>
  void call(const Login& login, HttpCall call, Read read, Next next);
  void finish(Login login, Result<OauthPerson> outcome);

  OauthActor::pointer self_;
  OauthServices services_;
  std::size_t logins_ = 0;                       // under way
  std::map<std::string, Discovered> discovered_; // by the provider's name
};

using OauthImpl = OauthActor::stateful_impl<OauthState>;

} // namespace baro
