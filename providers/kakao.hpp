#pragma once

#include "protocol/http_call.hpp"
#include "protocol/oauth.hpp"
#include "providers/oauth_config.hpp"

/// Kakao's REST API: what is asked, and what its answers mean.
namespace baro {

HttpCall kakao_token_info_call(const KakaoConfig& config, const std::string& access_token);
HttpCall kakao_user_call(const KakaoConfig& config, const std::string& access_token);
HttpCall kakao_code_call(const KakaoConfig& config, const std::string& code,
                         const std::string& redirect_uri);

/// Whether a token was made for our app: one that somebody gave to another app opens nothing here.
/// Errors: login_refused, provider_unavailable.
Result<Done> check_kakao_app(const KakaoConfig& config, const HttpAnswer& token_info);

/// Errors: login_refused, provider_unavailable.
Result<OauthPerson> kakao_person(const HttpAnswer& user);

} // namespace baro
