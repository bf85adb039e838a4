#include "net/address_rates.hpp"
#include "net/cookie.hpp"
#include "net/origin.hpp"
#include "net/problem.hpp"
#include "net/text.hpp"
#include "protocol/events.hpp"

#include <cassert>

namespace baro::fuzz {

namespace {

void check_cookie(const SessionCookie& cookie, std::string_view header) {
  if (const auto session = cookie.read(header)) {
    assert(session->session.value >= 1 && session->session.value <= id_max);
    assert(session->secret_hash.size() == 32);
    assert(header.find(cookie.name()) != std::string_view::npos);
  }
}

void check_position(std::string_view header) {
  if (const auto position = parse_position(header)) {
    assert(*position >= stream_start && position->place >= 0);
    assert(parse_position(to_text(*position)) == *position);
  }
}

void check_entity_tag(std::string_view header) {
  const auto tag = etag_of(header);
  assert(matches_etag(tag, tag));
  matches_etag(header, tag);
}

// The fields of one message, each with the same value.
void check_message(const NetConfig& config, std::string_view header) {
  Request::Message message{http::verb::post, "/orders", 11};
  for (const auto* name : {"Host", "Origin", "Sec-Fetch-Site"})
    message.insert(name, boost::string_view{header.data(), header.size()});
  const Request request{message, {}};
  const OriginPolicy origins{config};
  Response response;
  origins.may_change_state(request);
  origins.share(request, response);
  origins.permit(request, "GET", response);
}

} // namespace

} // namespace baro::fuzz

/// The value of a header, whichever.
extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace baro;
  static const NetConfig plain;
  static const NetConfig secure = [] {
    NetConfig config;
    config.public_url = "https://shop.example";
    config.allowed_origins = {"https://front.example"};
    return config;
  }();
  static const SessionCookie plain_cookie{plain};
  static const SessionCookie secure_cookie{secure};
  const std::string_view header{data, size};
  fuzz::check_cookie(plain_cookie, header);
  fuzz::check_cookie(secure_cookie, header);
  fuzz::check_position(header);
  fuzz::check_entity_tag(header);
  // What HTTP's own parser lets through.
  if (header.size() <= plain.header_bytes_max
      && header.find_first_of(std::string_view{"\r\n\0", 3}) == std::string_view::npos)
    fuzz::check_message(secure, header);
  language_of(header);
  network_of(client_address({}, header, true));
  return 0;
}
