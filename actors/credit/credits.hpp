#pragma once

#include "protocol/time.hpp"

#include <chrono>
#include <cstdint>
#include <optional>

namespace baro {

struct CreditLimits {
  std::int64_t credits_max = 10;
  std::chrono::seconds refill_interval{1'200}; // after which there is one more
};

/// A bucket of credits. All there is to be known about it is when it is full again: each credit
/// taken puts that off by one interval. So nothing is ever rounded, however often one looks.
class Credits {
public:
  Credits(CreditLimits limits, Timestamp full_at) : limits_(limits), full_at_(full_at) {}

  Timestamp full_at() const { return full_at_; }

  /// How many are left when so many are set aside. Never below zero.
  std::int64_t left(Timestamp at, std::int64_t set_aside) const;

  /// When there will be one more, if those set aside are taken. Nothing: it is full.
  std::optional<Timestamp> next_at(Timestamp at, std::int64_t set_aside) const;

  /// There has to be one.
  void take(Timestamp at);

private:
  Timestamp full_with(Timestamp at, std::int64_t set_aside) const;
  std::int64_t missing(Timestamp at, Timestamp full_at) const;
  std::int64_t interval() const {
    return std::chrono::microseconds{limits_.refill_interval}.count();
  }

  CreditLimits limits_;
  Timestamp full_at_;
};

} // namespace baro
