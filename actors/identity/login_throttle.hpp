#pragma once

#include "protocol/token_bucket.hpp"

#include <string>
#include <unordered_map>

namespace baro {

/// How often a password may be tried for one e-mail address. A login that succeeds costs nothing,
/// so only guessing is slowed down. Bounded: when too many addresses are tried at once, some are
/// forgotten.
class LoginThrottle {
public:
  LoginThrottle(RateLimit limit, std::size_t emails_max) : limit_(limit), emails_max_(emails_max) {}

  /// Takes one try.
  RateVerdict take(const std::string& email, Timestamp at) {
    if (buckets_.size() >= emails_max_ && !buckets_.contains(email))
      make_room(at);
    return buckets_.try_emplace(email, limit_, at).first->second.take(at);
  }

  /// The try was none: the password was right.
  void put_back(const std::string& email) {
    if (const auto it = buckets_.find(email); it != buckets_.end())
      it->second.put_back();
  }

  std::size_t size() const { return buckets_.size(); }

private:
  void make_room(Timestamp at) {
    std::erase_if(buckets_, [&](auto& entry) { return entry.second.is_full(at); });
    if (buckets_.size() >= emails_max_)
      buckets_.erase(buckets_.begin());
  }

  RateLimit limit_;
  std::size_t emails_max_;
  std::unordered_map<std::string, TokenBucket> buckets_;
};

} // namespace baro
