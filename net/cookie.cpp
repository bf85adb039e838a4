#include "net/cookie.hpp"

#include "net/text.hpp"
#include "protocol/secret.hpp"

#include <fmt/format.h>
#include <sodium/utils.h>

namespace baro {

namespace {

constexpr std::size_t secret_size = 32;
constexpr int base64url = sodium_base64_VARIANT_URLSAFE_NO_PADDING;

std::string encode(std::string_view bytes) {
  std::string text(sodium_base64_encoded_len(bytes.size(), base64url), '\0');
  sodium_bin2base64(text.data(), text.size(), reinterpret_cast<const unsigned char*>(bytes.data()),
                    bytes.size(), base64url);
  text.pop_back(); // the terminating NUL
  return text;
}

std::optional<std::string> decode_secret(std::string_view text) {
  std::string bytes(secret_size, '\0');
  std::size_t size = 0;
  if (sodium_base642bin(reinterpret_cast<unsigned char*>(bytes.data()), bytes.size(), text.data(),
                        text.size(), nullptr, &size, nullptr, base64url)
        != 0
      || size != secret_size)
    return std::nullopt;
  return bytes;
}

} // namespace

SessionCookie::SessionCookie(const NetConfig& config) {
  const bool is_secure = config.public_url.starts_with("https://");
  name_ = is_secure ? "__Host-baro" : "baro";
  attributes_ = fmt::format("Path=/; HttpOnly; SameSite={}{}",
                            config.cross_site_cookie ? "None" : "Lax", is_secure ? "; Secure" : "");
}

std::optional<ResolveSession> SessionCookie::read(std::string_view cookie_header) const {
  while (!cookie_header.empty()) {
    auto value = trim(next_token(cookie_header, ';'));
    if (next_token(value, '=') != name_)
      continue;
    const auto session = parse_id(next_token(value, '.'));
    const auto secret = decode_secret(value);
    if (session && secret)
      return ResolveSession{SessionId{*session}, sha256(*secret)};
  }
  return std::nullopt;
}

std::string SessionCookie::set(const SignedIn& session) const {
  return fmt::format("{}={}.{}; {}", name_, session.session.value, encode(session.secret),
                     attributes_);
}

std::string SessionCookie::clear() const {
  return fmt::format("{}=; {}; Max-Age=0", name_, attributes_);
}

} // namespace baro
