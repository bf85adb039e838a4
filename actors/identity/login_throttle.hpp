#pragma once

#include "protocol/token_bucket.hpp"

#include <string>
#include <unordered_map>

namespace baro {

/// How often a password may be tried for one e-mail address from one network: somebody else's wrong
/// guesses never keep the owner out. A login that succeeds costs nothing, so only guessing is
/// slowed down. Bounded: when too many are tried at once, some are forgotten.
///
/// Guessing from many networks is bounded by what a network may do (`--login-rate`, whatever the
/// e-mail addresses) and by what passwords cost: few are checked at once, at some 30 ms each. A
/// thousand networks that guess at one account make 200 tries a second, against passwords of at
/// least ten characters.
class LoginThrottle {
public:
  LoginThrottle(RateLimit limit, std::size_t entries_max)
    : limit_(limit), entries_max_(entries_max) {}

  /// Takes one try.
  RateVerdict take(const std::string& email, std::uint64_t network, Timestamp at) {
    const auto key = key_of(email, network);
    if (buckets_.size() >= entries_max_ && !buckets_.contains(key))
      make_room(at);
    return buckets_.try_emplace(key, limit_, at).first->second.take(at);
  }

  /// The try was none: the password was right.
  void put_back(const std::string& email, std::uint64_t network) {
    if (const auto it = buckets_.find(key_of(email, network)); it != buckets_.end())
      it->second.put_back();
  }

  std::size_t size() const { return buckets_.size(); }

private:
  static std::string key_of(const std::string& email, std::uint64_t network) {
    return std::to_string(network) + ' ' + email;
  }

  void make_room(Timestamp at) {
    std::erase_if(buckets_, [&](auto& entry) { return entry.second.is_full(at); });
    if (buckets_.size() >= entries_max_)
      buckets_.erase(buckets_.begin());
  }

  RateLimit limit_;
  std::size_t entries_max_;
  std::unordered_map<std::string, TokenBucket> buckets_;
};

} // namespace baro
