#include "signing/webhook_signature.hpp"

#include <cassert>

namespace baro::fuzz {

namespace {

constexpr std::string_view secret = "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";
constexpr std::int64_t sent = 1'790'000'000;
constexpr Timestamp at{(sent + 60) * 1'000'000};
constexpr std::chrono::seconds tolerance{300};

std::string_view next_line(std::string_view& rest) {
  const auto line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(std::min(line.size() + 1, rest.size()));
  return line;
}

} // namespace

} // namespace baro::fuzz

/// A line for the secret and for each header, and the body behind them. Only a sender who knows the
/// secret is believed, and what they have signed is not any other message.
extern "C" int LLVMFuzzerTestOneInput(const char* data, std::size_t size) {
  using namespace baro;
  using namespace baro::fuzz;
  std::string_view body{data, size};
  const auto given = next_line(body);
  const auto id = next_line(body);
  const auto timestamp = next_line(body);
  const auto signature = next_line(body);

  const auto known = verify_webhook(secret, {id, timestamp, signature}, body, at, tolerance);
  const bool is_right
    = !id.empty() && timestamp == std::to_string(sent)
      && signature.find(webhook_signature(secret, id, sent, body)) != signature.npos;
  assert(!known || is_right);

  if (!is_webhook_secret(given)) {
    assert(!verify_webhook(given, {id, timestamp, signature}, body, at, tolerance));
    return 0;
  }
  const auto own = webhook_signature(given, id, sent, body);
  const auto sent_text = std::to_string(sent);
  const auto is_accepted = [&](std::string_view signatures, std::string_view text) {
    return bool(verify_webhook(given, {id, sent_text, signatures}, text, at, tolerance));
  };
  assert(is_accepted(own, body) == !id.empty());
  assert(is_accepted("v1,x " + own, body) == !id.empty());
  assert(!is_accepted(own, std::string{body} + 'x'));
  return 0;
}
