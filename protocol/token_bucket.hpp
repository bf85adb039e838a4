#pragma once

#include "protocol/session.hpp"

#include <algorithm>
#include <cmath>

namespace baro {

struct RateLimit {
  double per_second = 0;  // 0: no limit
  std::int64_t burst = 0; // requests in a full bucket
};

/// A token bucket (RFC 2697 has the idea): refilled at a steady rate until it is full.
class TokenBucket {
public:
  TokenBucket(RateLimit limit, Timestamp at)
    : limit_(limit), tokens_(static_cast<double>(limit.burst)), filled_at_(at) {}

  /// With so many tokens, or as many as fit.
  TokenBucket(RateLimit limit, Timestamp at, std::int64_t tokens)
    : limit_(limit), tokens_(static_cast<double>(std::min(limit.burst, tokens))), filled_at_(at) {}

  /// Whole tokens that were left when it was last looked at.
  std::int64_t tokens() const { return static_cast<std::int64_t>(tokens_); }

  /// Takes one token, if there is one.
  RateVerdict take(Timestamp at) {
    if (limit_.per_second <= 0)
      return {};
    refill(at);
    const bool allowed = tokens_ >= 1;
    if (allowed)
      tokens_ -= 1;
    const double missing = allowed ? static_cast<double>(limit_.burst) - tokens_ : 1 - tokens_;
    return {allowed, limit_.burst, static_cast<std::int64_t>(tokens_),
            static_cast<std::int64_t>(std::ceil(missing / limit_.per_second))};
  }

  /// Gives back a token that was taken for nothing.
  void put_back() { tokens_ = std::min(static_cast<double>(limit_.burst), tokens_ + 1); }

  /// Whether nothing would be lost by forgetting it.
  bool is_full(Timestamp at) const {
    auto later = *this;
    later.refill(at);
    return later.tokens_ >= static_cast<double>(limit_.burst);
  }

private:
  void refill(Timestamp at) {
    const auto passed
      = static_cast<double>(std::max<std::int64_t>(0, at.micros - filled_at_.micros));
    tokens_
      = std::min(static_cast<double>(limit_.burst), tokens_ + passed / 1e6 * limit_.per_second);
    filled_at_ = std::max(filled_at_, at);
  }

  RateLimit limit_;
  double tokens_;
  Timestamp filled_at_;
};

} // namespace baro
