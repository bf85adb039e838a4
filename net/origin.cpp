#include "net/origin.hpp"

#include "net/text.hpp"

#include <algorithm>

namespace baro {

bool OriginPolicy::is_allowed(std::string_view origin) const {
  return std::ranges::find(config_.allowed_origins, origin) != config_.allowed_origins.end();
}

bool OriginPolicy::is_own(std::string_view origin, std::string_view host) const {
  if (origin == config_.public_url)
    return true;
  for (const std::string_view scheme : {"http://", "https://"})
    if (origin.starts_with(scheme))
      return equals_ignoring_case(origin.substr(scheme.size()), host);
  return false;
}

bool OriginPolicy::may_change_state(const Request& request) const {
  const auto origin = request.header(http::field::origin);
  if (is_allowed(origin))
    return true;
  if (request.header("Sec-Fetch-Site") == "cross-site")
    return false;
  return origin.empty() || is_own(origin, request.header(http::field::host));
}

void OriginPolicy::share(const Request& request, Response& response) const {
  if (config_.allowed_origins.empty())
    return;
  response.with("Vary", "Origin");
  const auto origin = request.header(http::field::origin);
  if (!is_allowed(origin))
    return;
  response.with("Access-Control-Allow-Origin", std::string{origin})
    .with("Access-Control-Allow-Credentials", "true")
    .with("Access-Control-Expose-Headers",
          "ETag, Idempotency-Replayed, RateLimit, RateLimit-Policy, Retry-After, X-Request-Id");
}

void OriginPolicy::permit(const Request& request, std::string_view methods,
                          Response& response) const {
  if (is_allowed(request.header(http::field::origin)))
    response.with("Access-Control-Allow-Methods", std::string{methods})
      .with("Access-Control-Allow-Headers",
            "Content-Type, Idempotency-Key, If-None-Match, Traceparent, X-Request-Id")
      .with("Access-Control-Max-Age", "600");
}

} // namespace baro
