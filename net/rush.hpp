#pragma once

#include "net/async.hpp"

#include <atomic>
#include <cstdint>

namespace baro {

/// Tells a rush, which passes by itself, from a queue that stands: the one is worth waiting
/// through, the other only makes everybody wait, since it never gets shorter (K. Nichols and V.
/// Jacobson, "Controlling Queue Delay", ACM Queue 10(5), 2012). From any thread.
class Rush {
public:
  /// `standing_max`: how many may wait for however long.
  Rush(std::int64_t standing_max, Clock::duration lasts_max)
    : standing_max_(standing_max), lasts_max_(lasts_max) {}

  /// Whether one more may join `waiting` others. Only a quarter of `standing_max` is calm: a queue
  /// that is kept at that limit is still the same one.
  bool may_join(std::int64_t waiting, Deadline now) {
    if (waiting <= standing_max_ / 4) {
      calm_at_.store(now.time_since_epoch(), std::memory_order_relaxed);
      return true;
    }
    return waiting < standing_max_
           || now.time_since_epoch() - calm_at_.load(std::memory_order_relaxed) <= lasts_max_;
  }

private:
  const std::int64_t standing_max_;
  const Clock::duration lasts_max_;
  std::atomic<Clock::duration> calm_at_{};
};

} // namespace baro
