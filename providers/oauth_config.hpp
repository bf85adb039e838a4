#pragma once

#include "protocol/error.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace baro {

inline constexpr std::string_view kakao_name = "KAKAO";

/// Kakao Login, as its REST API is documented. Without an app id there is none.
struct KakaoConfig {
  std::string app_id;        // what Kakao calls tokens for us by
  std::string client_id;     // the REST API key
  std::string client_secret; // empty: the app has none
  std::string api_url = "https://kapi.kakao.com";
  std::string auth_url = "https://kauth.kakao.com";
  std::vector<std::string> redirect_uris;
};

/// Where a provider answers which question; empty: nowhere.
struct OidcEndpoints {
  std::string token;
  std::string userinfo;
  std::string introspection;
  bool secret_in_header = true; // HTTP Basic, or else in the form
};

/// A provider of OpenID Connect, or of OAuth 2.0 with a place to ask who somebody is.
struct OidcConfig {
  std::string name;   // as `provider` has it
  std::string issuer; // empty: it makes no id tokens, and its endpoints are given
  std::string client_id;
  std::string client_secret;
  std::vector<std::string> redirect_uris;
  std::optional<OidcEndpoints> endpoints; // none: as the issuer's discovery document says
  std::string subject_field = "sub";      // of userinfo
};

struct OauthConfig {
  KakaoConfig kakao;
  std::vector<OidcConfig> oidc;
  std::size_t logins_max = 64;                      // under way; past it they are refused
  std::chrono::milliseconds answer_wait_max{5'000}; // for all that a login asks of its provider
  std::chrono::seconds discovery_age_max{60 * 60};  // then the document is read anew
};

/// The file of login providers: a list of {name, issuer, clientId, clientSecret or
/// clientSecretFile, redirectUris, endpoints?, subjectField?}. Errors: invalid_request; its detail
/// says where, and shows no secret.
Result<std::vector<OidcConfig>> read_oidc_providers(const std::filesystem::path& file);

/// What the file holds, without the line break at its end. Errors: invalid_request.
Result<std::string> read_secret(const std::filesystem::path& file);

/// Errors: invalid_request; its detail names the setting.
Result<Done> check(const OauthConfig& config);

} // namespace baro
