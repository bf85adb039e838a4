#include "providers/sigv4.hpp"

#include "protocol/secret.hpp"
#include "providers/url.hpp"

#include <sodium/crypto_auth_hmacsha256.h>

#include <algorithm>
#include <array>
#include <ctime>

namespace baro {

namespace {

constexpr std::string_view algorithm = "AWS4-HMAC-SHA256";
constexpr std::string_view unsigned_payload = "UNSIGNED-PAYLOAD";

std::string hmac(std::string_view key, std::string_view text) {
  const auto bytes
    = [](std::string_view x) { return reinterpret_cast<const unsigned char*>(x.data()); };
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, bytes(key), key.size());
  crypto_auth_hmacsha256_update(&state, bytes(text), text.size());
  std::string code(crypto_auth_hmacsha256_BYTES, '\0');
  crypto_auth_hmacsha256_final(&state, reinterpret_cast<unsigned char*>(code.data()));
  return code;
}

std::string hex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string result;
  for (const unsigned char byte : bytes) {
    result += digits[byte >> 4];
    result += digits[byte & 15];
  }
  return result;
}

/// 20130524T000000Z
std::string utc(Timestamp at) {
  const std::time_t seconds = at.micros / 1'000'000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 17> text{};
  std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%SZ", &parts);
  return text.data();
}

std::string signing_key(const S3Account& account, std::string_view day) {
  auto key = hmac("AWS4" + account.secret, day);
  for (const std::string_view part :
       {std::string_view{account.region}, std::string_view{"s3"}, std::string_view{"aws4_request"}})
    key = hmac(key, part);
  return key;
}

} // namespace

std::string s3_path_encoded(std::string_view path) {
  std::string result;
  while (true) {
    const auto slash = path.find('/');
    result += form_encoded(path.substr(0, slash));
    if (slash == std::string_view::npos)
      return result;
    result += '/';
    path.remove_prefix(slash + 1);
  }
}

std::string presigned_query(const S3Account& account, const S3Call& call,
                            std::chrono::seconds expires, Timestamp at) {
  const auto date = utc(at);
  const auto day = date.substr(0, 8);
  const auto scope = day + '/' + account.region + "/s3/aws4_request";

  auto headers = call.headers;
  headers.emplace_back("host", call.host);
  std::ranges::sort(headers);
  std::string header_lines;
  std::string signed_headers;
  for (const auto& [name, value] : headers) {
    header_lines += name + ':' + value + '\n';
    signed_headers += (signed_headers.empty() ? "" : ";") + name;
  }

  std::vector<std::pair<std::string, std::string>> query;
  for (const auto& [name, value] : call.query)
    query.emplace_back(form_encoded(name), form_encoded(value));
  query.emplace_back("X-Amz-Algorithm", algorithm);
  query.emplace_back("X-Amz-Credential", form_encoded(account.key_id + '/' + scope));
  query.emplace_back("X-Amz-Date", date);
  query.emplace_back("X-Amz-Expires", std::to_string(expires.count()));
  query.emplace_back("X-Amz-SignedHeaders", form_encoded(signed_headers));
  std::ranges::sort(query);
  std::string text;
  for (const auto& [name, value] : query)
    text += (text.empty() ? "" : "&") + name + '=' + value;

  std::string request{name_of(call.method)};
  request += '\n' + s3_path_encoded(call.path) + '\n' + text + '\n' + header_lines + '\n'
             + signed_headers + '\n';
  request += unsigned_payload;
  std::string to_sign{algorithm};
  to_sign += '\n' + date + '\n' + scope + '\n' + hex(sha256(request));
  return text + "&X-Amz-Signature=" + hex(hmac(signing_key(account, day), to_sign));
}

} // namespace baro
