#include "net/response.hpp"

#include "net/text.hpp"

#include <boost/beast/http/status.hpp>
#include <fmt/chrono.h>
#include <fmt/format.h>
#include <sodium/crypto_shorthash.h>

#include <array>
#include <ctime>
#include <iterator>

namespace baro {

namespace {

// Formatted once a second.
std::string_view date_now() {
  thread_local std::time_t second = 0;
  thread_local std::string text;
  if (const auto now = std::time(nullptr); now != second) {
    second = now;
    text = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
  }
  return text;
}

} // namespace

std::string head_of(const Response& response, bool keep_alive) {
  std::string head;
  head.reserve(640);
  const auto out = std::back_inserter(head);
  const auto reason
    = boost::beast::http::obsolete_reason(static_cast<boost::beast::http::status>(response.status));
  fmt::format_to(out, "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status,
                 std::string_view{reason.data(), reason.size()}, date_now());
  const auto body = response.content();
  if (!body.empty() || response.stream)
    fmt::format_to(out, "Content-Type: {}\r\n", response.content_type);
  if (response.has_body() && !response.stream)
    fmt::format_to(out, "Content-Length: {}\r\n", body.size());
  for (const auto& [name, value] : response.headers) {
    head += name;
    head += ": ";
    head += value;
    head += "\r\n";
  }
  // What says nothing of these is data, of somebody: no page, and nothing to keep.
  if (!response.header("Cache-Control"))
    head += "Cache-Control: no-store\r\n";
  if (!response.header("Content-Security-Policy"))
    head += "Content-Security-Policy: default-src 'none'; frame-ancestors 'none'\r\n";
  head += "X-Content-Type-Options: nosniff\r\nReferrer-Policy: strict-origin-when-cross-origin\r\n";
  head += keep_alive ? "\r\n" : "Connection: close\r\n\r\n";
  return head;
}

std::string etag_of(std::string_view body) {
  // No secret: it has to be the same on all nodes, and nothing rests on its being hard to forge.
  constexpr std::array<unsigned char, crypto_shorthash_siphashx24_KEYBYTES> key{};
  std::array<unsigned char, crypto_shorthash_siphashx24_BYTES> hash;
  crypto_shorthash_siphashx24(hash.data(), reinterpret_cast<const unsigned char*>(body.data()),
                              body.size(), key.data());
  return fmt::format("\"{:02x}\"", fmt::join(hash, ""));
}

bool matches_etag(std::string_view if_none_match, std::string_view etag) {
  while (!if_none_match.empty()) {
    auto candidate = trim(next_token(if_none_match, ','));
    if (candidate.starts_with("W/"))
      candidate.remove_prefix(2);
    if (candidate == etag || candidate == "*")
      return true;
  }
  return false;
}

} // namespace baro
