#include "providers/generation.hpp"
#include "providers/kakao.hpp"
#include "providers/oauth_json.hpp"
#include "providers/oidc.hpp"
#include "providers/payment_json.hpp"
#include "providers/url.hpp"

#include <sodium/utils.h>

#include <array>
#include <cassert>

namespace baro::fuzz {

namespace {

constexpr std::array statuses{200, 201, 204, 302, 400, 401, 403, 404, 429, 500};
constexpr Timestamp at{1'790'000'000'000'000};

OidcConfig oidc_config() {
  OidcConfig config;
  config.name = "EXAMPLE";
  config.issuer = "https://id.example";
  config.client_id = "shop";
  config.client_secret = "secret";
  return config;
}

KakaoConfig kakao_config() {
  KakaoConfig config;
  config.app_id = "123";
  config.client_id = "key";
  return config;
}

std::string token_with(std::string_view claims) {
  constexpr int variant = sodium_base64_VARIANT_URLSAFE_NO_PADDING;
  std::string encoded(sodium_base64_encoded_len(claims.size(), variant), '\0');
  sodium_bin2base64(encoded.data(), encoded.size(),
                    reinterpret_cast<const unsigned char*>(claims.data()), claims.size(), variant);
  encoded.pop_back();
  return "e30." + encoded + ".c2ln";
}

void check(const Result<OauthPerson>& person) {
  if (!person)
    return;
  assert(!person->subject.empty());
  assert(!person->email || person->email->find('@') != std::string::npos);
  assert(!person->name || !person->name->empty());
}

void check(const Result<Charge>& charge) {
  if (!charge)
    return;
  assert(!charge->reference.empty());
  assert(!charge->redirect_url || is_callable(*charge->redirect_url));
}

void read_logins(const HttpAnswer& answer) {
  static const auto oidc = oidc_config();
  static const auto kakao = kakao_config();
  static_cast<void>(read_discovery(oidc, answer)); // who calls what it names, looks at that
  if (const auto tokens = read_tokens(answer))
    assert(!tokens->access_token || is_bearer_token(*tokens->access_token));
  check(read_introspection(oidc, answer));
  check(read_userinfo(oidc, std::nullopt, answer));
  check(read_userinfo(oidc, "7", answer));
  check(read_id_token(oidc, answer.body, at));
  check(read_id_token(oidc, token_with(answer.body), at));
  static_cast<void>(check_kakao_app(kakao, answer));
  check(kakao_person(answer));
}

} // namespace

} // namespace baro::fuzz

/// The status in the first byte, and the body behind it, of whatever answer it may be.
extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace baro;
  if (size == 0)
    return 0;
  const auto status = fuzz::statuses[static_cast<unsigned char>(*data) % fuzz::statuses.size()];
  const HttpAnswer answer{status, std::string{data + 1, size - 1}};
  fuzz::read_logins(answer);
  fuzz::check(read_charge(answer));
  fuzz::check(read_found_charge(answer));
  static_cast<void>(read_refund(answer));
  static_cast<void>(read_generated(answer));
  return 0;
}
