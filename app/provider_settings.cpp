#include "app/provider_settings.hpp"

#include "providers/url.hpp"
#include "signing/webhook_signature.hpp"

#include <fstream>

namespace baro {

namespace {

void add_logins(SettingCatalogue& settings, Settings& to, ProviderFiles& files) {
  auto& kakao = to.oauth.kakao;
  settings.section("Login providers");
  settings.add("kakao-app-id", kakao.app_id,
               "The number of this shop's app at Kakao; without it nobody logs in by Kakao");
  settings.add("kakao-client-id", kakao.client_id, "The app's REST API key, to log in by a code");
  settings
    .add("kakao-client-secret", kakao.client_secret, "The app's client secret, if it has one")
    ->default_str("");
  settings.add("kakao-client-secret-file", files.kakao_client_secret,
               "File that holds the client secret");
  settings
    .add("kakao-redirect-uris", kakao.redirect_uris, "Where Kakao may have sent codes for this app")
    ->delimiter(',');
  settings.add("kakao-api-url", kakao.api_url, "Where Kakao answers about tokens and users");
  settings.add("kakao-auth-url", kakao.auth_url, "Where Kakao gives tokens for codes");
  settings.add(
    "oauth-providers", files.oidc_providers,
    "File with a JSON list of further providers: name, issuer, clientId, clientSecret or "
    "clientSecretFile, redirectUris; without OpenID Connect endpoints {token, userinfo, "
    "introspection} and subjectField");
  settings.add("oauth-wait-max", to.oauth.answer_wait_max, 1, 600'000,
               "How long a login waits for its provider; below request-deadline");
  settings.add("providers-ca", to.http_client.ca_file,
               "File of the authorities that certify other people's servers; empty: the system's");
}

/// Nothing, or what is wrong with the file that a setting names. Without a file, `secret` stays.
std::optional<std::string> read_secret_of(const char* setting, const std::string& file,
                                          std::string& secret) {
  if (file.empty())
    return std::nullopt;
  auto found = read_secret(file);
  if (!found)
    return std::string{setting} + ": " + found.error().detail;
  secret = *std::move(found);
  return std::nullopt;
}

/// Nothing, or which setting is wrong.
std::optional<std::string> read_login_files(const ProviderFiles& files, OauthConfig& to) {
  if (auto wrong = read_secret_of("kakao-client-secret-file", files.kakao_client_secret,
                                  to.kakao.client_secret))
    return wrong;
  if (!files.oidc_providers.empty()) {
    auto providers = read_oidc_providers(files.oidc_providers);
    if (!providers)
      return "oauth-providers: " + providers.error().detail;
    to.oidc = *std::move(providers);
  }
  return std::nullopt;
}

void add_payments(SettingCatalogue& settings, Settings& to, ProviderFiles& files) {
  settings.section("Payments");
  settings.add("payments-url", to.payments.url, "The payment provider; without it nobody can pay");
  settings.add("payments-key-file", files.payments_key, "File that holds the API key for it");
  settings.add("payments-webhook-url", to.payments.webhook_url,
               "Where it sends notices: this shop's /payments/webhooks/local, as it reaches it");
  settings.add("payments-webhook-secret-file", files.payments_webhook_secret,
               "File that holds the secret by which notices are signed");
  settings
    .add("payments-return-url", to.payments.return_url, "Where it leads buyers who have paid")
    ->default_str("<public-url>/shop/paid, or <public-url> without web pages");
  settings.add("payments-wait-max", to.payments.answer_wait_max, 1, 600'000,
               "How long a question to it may take; below request-deadline");
  settings.add("payment-window", to.payment_window, 0, 31'536'000'000,
               "Orders unpaid for so long are cancelled; 0: never");
  settings.add("payment-check-pause", to.payment_check_pause, 100, 86'400'000,
               "Payments of which nothing was heard for so long are asked after");
}

/// Nothing, or which setting is wrong.
std::optional<std::string> read_payment_files(const ProviderFiles& files, Settings& to) {
  if (auto wrong = read_secret_of("payments-key-file", files.payments_key, to.payments.api_key))
    return wrong;
  auto& secret = to.net.payment_provider.webhook_secret;
  if (auto wrong
      = read_secret_of("payments-webhook-secret-file", files.payments_webhook_secret, secret))
    return wrong;
  if (!secret.empty() && !is_webhook_secret(secret))
    return "payments-webhook-secret-file: whsec_ and the base64 of 24 to 64 bytes";
  return std::nullopt;
}

void add_fitting(SettingCatalogue& settings, Settings& to, ProviderFiles& files) {
  auto& storage = to.storage;
  auto& generation = to.generation;
  auto& fitting = to.fitting;
  settings.section("AI fitting");
  settings.add("storage-url", storage.url,
               "Object storage that speaks S3, like https://s3.example; without it and a generator "
               "there is no AI fitting");
  settings.add("storage-region", storage.account.region, "The region that is signed for");
  settings.add("storage-bucket", storage.bucket, "The bucket for people's pictures");
  settings.add("storage-key-id", storage.account.key_id, "The id of the access key");
  settings.add("storage-secret-file", files.storage_secret, "File that holds the access key");
  settings
    .add("storage-public-url", storage.public_url, "Below which browsers see the bucket's objects")
    ->default_str("<storage-url>/<storage-bucket>");
  settings.add("generation-url", generation.url,
               "Who draws, as Google's Gemini API does: https://generativelanguage.googleapis.com");
  settings.add("generation-model", generation.model, "The model that draws");
  settings.add("generation-key-file", files.generation_key, "File that holds the API key");
  settings.add("generation-prompt", generation.prompt,
               "What the model is told; the first picture is the person, the second the clothing");
  settings
    .add("generation-types", fitting.generation_types, "Types of pictures that the model takes")
    ->delimiter(',');
  settings
    .add("picture-origins", fitting.picture_origins,
         "Origins like https://cdn.shop.example whose pictures are fetched wherever they are; from "
         "others only over https, and from public addresses")
    ->delimiter(',');
  settings.add("fitting-wait-max", fitting.wait_max, 1, 600'000,
               "How long a fitting waits for storage and generator");
  settings.add("fittings-max", fitting.fittings_max, std::size_t{1}, std::size_t{1'000},
               "Fittings at once; each has some 60 MB under way at worst");
  settings.add("fitting-credits-max", to.credit.limits.credits_max, std::int64_t{1},
               std::int64_t{1'000'000}, "Fittings that a user can save up");
  settings.add("fitting-credit-interval", to.credit.limits.refill_interval, 1, 31'536'000,
               "After which a user has one fitting more");
  settings.add("fitting-upload-expiry", fitting.upload_expiry, 1, 600,
               "How long a presigned URL is good");
  settings.add("fitting-uploads-max", fitting.uploads_max, std::int64_t{1}, std::int64_t{1'000},
               "Pictures that a user can keep");
}

/// Nothing, or which setting is wrong.
std::optional<std::string> read_fitting_files(const ProviderFiles& files, Settings& to) {
  if (auto wrong
      = read_secret_of("storage-secret-file", files.storage_secret, to.storage.account.secret))
    return wrong;
  return read_secret_of("generation-key-file", files.generation_key, to.generation.api_key);
}

/// Nothing, or which setting is wrong.
std::optional<std::string> fitting_mistake(const Settings& settings) {
  if (settings.storage.url.empty() != settings.generation.url.empty())
    return "storage-url, generation-url: give both, or none";
  if (!settings.has_fitting())
    return std::nullopt;
  if (const auto storage = check(settings.storage); !storage)
    return storage.error().detail;
  if (const auto generation = check(settings.generation); !generation)
    return generation.error().detail;
  return std::nullopt;
}

} // namespace

void add_providers(SettingCatalogue& settings, Settings& to, ProviderFiles& files) {
  add_logins(settings, to, files);
  add_payments(settings, to, files);
  add_fitting(settings, to, files);
}

std::optional<std::string> read_provider_files(const ProviderFiles& files, Settings& to) {
  if (auto wrong = read_login_files(files, to.oauth))
    return wrong;
  if (auto wrong = read_payment_files(files, to))
    return wrong;
  return read_fitting_files(files, to);
}

std::optional<std::string> provider_mistake(const Settings& settings) {
  if (const auto oauth = check(settings.oauth); !oauth)
    return oauth.error().detail;
  if (const auto& ca = settings.http_client.ca_file; !ca.empty() && !std::ifstream{ca})
    return "providers-ca: " + ca + " cannot be read";
  if (const auto& url = settings.payments.url; !url.empty() && !is_callable(url))
    return "payments-url: https, or within this machine";
  if (!settings.payments.url.empty()
      && settings.payments.answer_wait_max >= settings.net.request_deadline)
    return "payments-wait-max: below request-deadline";
  const bool has_providers = !settings.oauth.kakao.app_id.empty() || !settings.oauth.oidc.empty();
  if (has_providers && settings.oauth.answer_wait_max >= settings.net.request_deadline)
    return "oauth-wait-max: below request-deadline";
  return fitting_mistake(settings);
}

} // namespace baro
