#include "providers/oauth_actor.hpp"

#include "monitoring/log.hpp"
#include "providers/kakao.hpp"
#include "providers/oauth_json.hpp"
#include "providers/oidc.hpp"

#include <algorithm>

namespace baro {

namespace {

Timestamp after(Timestamp at, std::chrono::microseconds span) { return {at.micros + span.count()}; }

caf::error not_accepted(std::string field) {
  Error error{Errc::invalid_request};
  error.field = std::move(field);
  return to_caf(error);
}

bool is_listed(const std::vector<std::string>& allowed, const std::optional<std::string>& uri) {
  return !uri || std::ranges::find(allowed, *uri) != allowed.end();
}

} // namespace

OauthActor::behavior_type OauthState::make_behavior() {
  return {[this](const IdentifyPerson& question) { return identify(question.proof); }};
}

// Where the provider may have sent a code is on a list, so that a code which was led astray cannot
// be handed in.
caf::result<OauthPerson> OauthState::identify(const OauthProof& proof) {
  const auto& kakao = services_.config.kakao;
  const bool is_kakao = proof.provider == kakao_name && !kakao.app_id.empty();
  const auto* oidc = is_kakao ? nullptr : oidc_named(proof.provider);
  if (!is_kakao && !oidc)
    return not_accepted("provider");
  if (!is_listed(is_kakao ? kakao.redirect_uris : oidc->redirect_uris, proof.redirect_uri))
    return not_accepted("redirectUri");
  if (proof.access_token && !is_bearer_token(*proof.access_token))
    return to_caf(Errc::login_refused, "an access token that cannot be one");
  if (logins_ >= services_.config.logins_max)
    return to_caf(Errc::overloaded, "too many logins wait for their providers");
  ++logins_;
  auto reply = self_->make_response_promise<OauthPerson>();
  const Login login{proof.provider, after(services_.clock(), services_.config.answer_wait_max),
                    reply};
  if (is_kakao)
    identify_by_kakao(login, proof);
  else
    identify_by_oidc(login, *oidc, proof);
  return reply;
}

const OidcConfig* OauthState::oidc_named(const std::string& name) const {
  const auto& all = services_.config.oidc;
  const auto it = std::ranges::find(all, name, &OidcConfig::name);
  return it == all.end() ? nullptr : &*it;
}

void OauthState::identify_by_kakao(const Login& login, const OauthProof& proof) {
  if (proof.access_token)
    return identify_by_kakao_token(login, *proof.access_token);
  const auto& kakao = services_.config.kakao;
  call(login, kakao_code_call(kakao, proof.authorization_code.value(), proof.redirect_uri.value()),
       read_tokens, [this, login](const OauthTokens& tokens) {
         if (!tokens.access_token)
           return finish(login, provider_nonsense("no access token for a code"));
         identify_by_kakao_token(login, *tokens.access_token);
       });
}

void OauthState::identify_by_kakao_token(const Login& login, const std::string& access_token) {
  const auto& kakao = services_.config.kakao;
  auto is_ours = [&kakao](const HttpAnswer& answer) { return check_kakao_app(kakao, answer); };
  call(login, kakao_token_info_call(kakao, access_token), is_ours,
       [this, login, access_token](Done) {
         call(login, kakao_user_call(services_.config.kakao, access_token), kakao_person,
              [this, login](const OauthPerson& person) { finish(login, person); });
       });
}

void OauthState::identify_by_oidc(const Login& login, const OidcConfig& config,
                                  const OauthProof& proof) {
  discover(login, config, [this, login, &config, proof](const OidcEndpoints& endpoints) {
    if (proof.access_token)
      identify_by_token(login, config, endpoints, *proof.access_token);
    else
      identify_by_code(login, config, endpoints, proof);
  });
}

void OauthState::discover(const Login& login, const OidcConfig& config, WithEndpoints then) {
  if (config.endpoints)
    return then(*config.endpoints);
  const auto now = services_.clock();
  if (const auto it = discovered_.find(config.name);
      it != discovered_.end() && now < after(it->second.at, services_.config.discovery_age_max)) {
    const auto endpoints = it->second.endpoints;
    return then(endpoints);
  }
  auto read = [&config](const HttpAnswer& answer) { return read_discovery(config, answer); };
  call(login, discovery_call(config), read,
       [this, &config, now, then = std::move(then)](const OidcEndpoints& endpoints) {
         discovered_[config.name] = {endpoints, now};
         then(endpoints);
       });
}

void OauthState::identify_by_code(const Login& login, const OidcConfig& config,
                                  const OidcEndpoints& endpoints, const OauthProof& proof) {
  auto with_tokens = [this, login, &config, endpoints](const OauthTokens& tokens) {
    if (tokens.id_token && !config.issuer.empty()) {
      auto person = read_id_token(config, *tokens.id_token, services_.clock());
      if (!person)
        return finish(login, std::move(person).error());
      return complete(login, config, endpoints, tokens.access_token, *person);
    }
    if (!tokens.access_token || endpoints.userinfo.empty())
      return finish(login, provider_nonsense("nothing says whose code it was"));
    auto read
      = [&config](const HttpAnswer& answer) { return read_userinfo(config, std::nullopt, answer); };
    call(login, userinfo_call(endpoints, *tokens.access_token), read,
         [this, login](const OauthPerson& person) { finish(login, person); });
  };
  call(login,
       code_call(config, endpoints, proof.authorization_code.value(), proof.redirect_uri.value()),
       read_tokens, std::move(with_tokens));
}

// Who may not be asked whom a token was made for cannot vouch by one.
void OauthState::identify_by_token(const Login& login, const OidcConfig& config,
                                   const OidcEndpoints& endpoints,
                                   const std::string& access_token) {
  if (endpoints.introspection.empty()) {
    Error error{Errc::invalid_request, config.name + " has no introspection"};
    error.field = "accessToken";
    return finish(login, std::move(error));
  }
  auto read = [&config](const HttpAnswer& answer) { return read_introspection(config, answer); };
  call(login, introspection_call(config, endpoints, access_token), read,
       [this, login, &config, endpoints, access_token](const OauthPerson& person) {
         complete(login, config, endpoints, access_token, person);
       });
}

void OauthState::complete(const Login& login, const OidcConfig& config,
                          const OidcEndpoints& endpoints,
                          const std::optional<std::string>& access_token,
                          const OauthPerson& person) {
  if (person.email || !access_token || endpoints.userinfo.empty())
    return finish(login, person);
  auto read = [&config, whom = person.subject](const HttpAnswer& answer) {
    return read_userinfo(config, whom, answer);
  };
  call(login, userinfo_call(endpoints, *access_token), read,
       [this, login](const OauthPerson& known) { finish(login, known); });
}

template <class Read, class Next>
void OauthState::call(const Login& login, HttpCall call, Read read, Next next) {
  call.wait_max_ms = (login.until.micros - services_.clock().micros) / 1'000;
  if (call.wait_max_ms <= 0)
    return finish(login, provider_nonsense("it takes too long"));
  self_->request(services_.http, caf::infinite, std::move(call))
    .then(
      [this, login, read, next](const HttpAnswer& answer) {
        auto result = read(answer);
        if (result)
          next(*std::move(result));
        else
          finish(login, std::move(result).error());
      },
      [this, login](const caf::error& error) { finish(login, from_caf(error)); });
}

void OauthState::finish(Login login, Result<OauthPerson> outcome) {
  --logins_;
  if (outcome)
    return login.reply.deliver(*std::move(outcome));
  const auto& error = outcome.error();
  if (error.code == Errc::provider_unavailable)
    log_warning("login_provider_failed", {{"provider", login.provider}, {"detail", error.detail}});
  login.reply.deliver(to_caf(error));
}

} // namespace baro
