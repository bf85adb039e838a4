#include "providers/kakao.hpp"

#include "providers/oauth_json.hpp"
#include "providers/url.hpp"

namespace baro {

namespace {

namespace json = boost::json;

// Kakao answers 400 to what is wrong with a token, but also, with this code, to a passing failure
// of its own.
constexpr std::int64_t own_failure = -1;

Result<json::object> read_kakao(const HttpAnswer& answer) {
  auto object = read_answer(answer);
  if (object || answer.status != 400)
    return object;
  const auto said = read_object(answer.body);
  if (const auto* code = said ? said->if_contains("code") : nullptr;
      code && code->is_int64() && code->get_int64() == own_failure)
    return provider_nonsense("Kakao has failed inside");
  return object;
}

HttpCall ask(const std::string& url, const std::string& access_token) {
  return {url, {{"Authorization", "Bearer " + access_token}}, {}, 0};
}

} // namespace

HttpCall kakao_token_info_call(const KakaoConfig& config, const std::string& access_token) {
  return ask(config.api_url + "/v1/user/access_token_info", access_token);
}

HttpCall kakao_user_call(const KakaoConfig& config, const std::string& access_token) {
  return ask(config.api_url + "/v2/user/me", access_token);
}

HttpCall kakao_code_call(const KakaoConfig& config, const std::string& code,
                         const std::string& redirect_uri) {
  FormFields fields{{"grant_type", "authorization_code"},
                    {"client_id", config.client_id},
                    {"redirect_uri", redirect_uri},
                    {"code", code}};
  if (!config.client_secret.empty())
    fields.emplace_back("client_secret", config.client_secret);
  return {config.auth_url + "/oauth/token",
          {{"Content-Type", "application/x-www-form-urlencoded;charset=utf-8"}},
          form_of(fields),
          0};
}

Result<Done> check_kakao_app(const KakaoConfig& config, const HttpAnswer& token_info) {
  const auto info = read_kakao(token_info);
  if (!info)
    return info.error();
  const auto app = subject_in(*info, "app_id");
  if (!app)
    return provider_nonsense("Kakao does not say which app a token is for");
  if (*app != config.app_id)
    return Error{Errc::login_refused, "the token is for another app: " + *app};
  return Done{};
}

Result<OauthPerson> kakao_person(const HttpAnswer& user) {
  const auto answer = read_kakao(user);
  if (!answer)
    return answer.error();
  const auto subject = subject_in(*answer, "id");
  if (!subject)
    return provider_nonsense("Kakao does not say whose token it is");
  OauthPerson person{std::string{kakao_name}, *subject, {}, false, {}};
  if (const auto* account = object_in(*answer, "kakao_account")) {
    person.email = email_in(*account, "email");
    person.email_verified
      = is_true(*account, "is_email_valid") && is_true(*account, "is_email_verified");
    if (const auto* profile = object_in(*account, "profile"))
      person.name = name_in(*profile, "nickname");
  }
  return person;
}

} // namespace baro
