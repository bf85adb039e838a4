#include "signing/webhook_signature.hpp"

#include <sodium/crypto_auth_hmacsha256.h>
#include <sodium/randombytes.h>
#include <sodium/utils.h>

#include <array>
#include <cassert>
#include <charconv>
#include <optional>

namespace baro {

namespace {

constexpr std::string_view secret_prefix = "whsec_";
constexpr std::string_view version_prefix = "v1,";
constexpr int base64 = sodium_base64_VARIANT_ORIGINAL;
constexpr std::size_t secret_bytes = 32;
constexpr std::size_t secret_bytes_min = 24; // these two are the scheme's
constexpr std::size_t secret_bytes_max = 64;

const unsigned char* bytes_of(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

std::string encoded(const unsigned char* bytes, std::size_t size) {
  std::string text(sodium_base64_encoded_len(size, base64), '\0');
  sodium_bin2base64(text.data(), text.size(), bytes, size, base64);
  text.pop_back(); // libsodium ends it with a zero
  return text;
}

std::optional<std::string> decoded(std::string_view text, std::size_t bytes_max) {
  std::string bytes(bytes_max, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, base64)
      != 0)
    return std::nullopt;
  bytes.resize(size);
  return bytes;
}

std::optional<std::string> key_of(std::string_view secret) {
  if (!secret.starts_with(secret_prefix))
    return std::nullopt;
  auto key = decoded(secret.substr(secret_prefix.size()), secret_bytes_max);
  return key && key->size() >= secret_bytes_min ? key : std::nullopt;
}

std::optional<std::int64_t> seconds_in(std::string_view text) {
  std::int64_t seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  if (error != std::errc{} || end != text.data() + text.size())
    return std::nullopt;
  return seconds;
}

std::string signature_of(std::string_view key, std::string_view id, std::string_view timestamp,
                         std::string_view body) {
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes_of(key), key.size());
  for (const auto part : {id, std::string_view{"."}, timestamp, std::string_view{"."}, body})
    crypto_auth_hmacsha256_update(&state, bytes_of(part), part.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac;
  crypto_auth_hmacsha256_final(&state, mac.data());
  return std::string{version_prefix} + encoded(mac.data(), mac.size());
}

bool are_equal(std::string_view a, std::string_view b) {
  return a.size() == b.size() && sodium_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool names_signature(std::string_view signatures, std::string_view right) {
  while (!signatures.empty()) {
    const auto end = std::min(signatures.find(' '), signatures.size());
    if (are_equal(signatures.substr(0, end), right))
      return true;
    signatures.remove_prefix(std::min(end + 1, signatures.size()));
  }
  return false;
}

} // namespace

std::string make_webhook_secret() {
  std::array<unsigned char, secret_bytes> key;
  randombytes_buf(key.data(), key.size());
  return std::string{secret_prefix} + encoded(key.data(), key.size());
}

bool is_webhook_secret(std::string_view secret) { return key_of(secret).has_value(); }

std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t seconds,
                              std::string_view body) {
  const auto key = key_of(secret);
  assert(key);
  return signature_of(*key, id, std::to_string(seconds), body);
}

Result<Done> verify_webhook(std::string_view secret, const WebhookHeaders& headers,
                            std::string_view body, Timestamp at, std::chrono::seconds tolerance) {
  const auto key = key_of(secret);
  if (!key)
    return Error{Errc::not_allowed, "no secret to verify webhooks by"};
  const auto sent = seconds_in(headers.timestamp);
  if (!sent || headers.id.empty())
    return Error{Errc::not_allowed, "a webhook without its headers"};
  if (!names_signature(headers.signature, signature_of(*key, headers.id, headers.timestamp, body)))
    return Error{Errc::not_allowed, "a webhook with a wrong signature"};
  // Not by their difference: who knows the secret may still write any number.
  const auto arrived = at.micros / 1'000'000;
  if (*sent < arrived - tolerance.count() || *sent > arrived + tolerance.count())
    return Error{Errc::not_allowed, "a webhook of another time"};
  return Done{};
}

} // namespace baro
