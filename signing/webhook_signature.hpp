#pragma once

#include "protocol/error.hpp"
#include "protocol/time.hpp"

#include <chrono>
#include <string>
#include <string_view>

/// How webhooks are signed, in both directions: the Standard Webhooks scheme, so that receivers and
/// senders can use its ready-made libraries.
namespace baro {

/// The headers of the scheme.
inline constexpr const char* webhook_id_header = "webhook-id";
inline constexpr const char* webhook_timestamp_header = "webhook-timestamp";
inline constexpr const char* webhook_signature_header = "webhook-signature";

/// A fresh one of 256 bits: `whsec_` and base64.
std::string make_webhook_secret();

/// Whether it is what make_webhook_secret() makes, of 192 to 512 bits.
bool is_webhook_secret(std::string_view secret);

/// The value of the signature header: `v1,` and HMAC-SHA256 in base64. The secret is one.
std::string webhook_signature(std::string_view secret, std::string_view id, std::int64_t seconds,
                              std::string_view body);

/// What came with a webhook.
struct WebhookHeaders {
  std::string_view id;
  std::string_view timestamp; // seconds since 1970
  std::string_view signature; // several stand apart by spaces; one of them has to be right
};

/// Whether a webhook is from somebody who knows the secret, and was sent just now: a recording of
/// it is worth nothing once `tolerance` has passed. The body is as it arrived, to the byte. Takes
/// as long for a signature that is almost right as for any other. Errors: not_allowed.
Result<Done> verify_webhook(std::string_view secret, const WebhookHeaders& headers,
                            std::string_view body, Timestamp at, std::chrono::seconds tolerance);

} // namespace baro
