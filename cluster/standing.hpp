#pragma once

#include <atomic>
#include <chrono>

namespace baro {

/// How this node stands in its cluster. From any thread.
class Standing {
public:
  using Moment = std::chrono::steady_clock::time_point;

  /// While this holds nobody else may own what this node owns. Reckoned on this machine's monotonic
  /// clock, so that a node that was frozen or cut off knows of its end without asking.
  bool holds_lease(Moment now) const {
    return now.time_since_epoch().count() < lease_until_.load(std::memory_order_acquire);
  }

  /// None, once it has ended.
  Moment::duration lease_remaining(Moment now) const {
    const auto until = lease_until_.load(std::memory_order_acquire);
    const auto passed = now.time_since_epoch().count();
    return Moment::duration{until > passed ? until - passed : 0};
  }

  void prolong_lease(Moment until) {
    lease_until_.store(until.time_since_epoch().count(), std::memory_order_release);
  }

  /// Whether it has joined, knows every shard's owner, and does not leave.
  bool is_serving() const { return serving_.load(std::memory_order_relaxed); }
  void set_serving(bool serving) { serving_.store(serving, std::memory_order_relaxed); }

private:
  std::atomic<Moment::rep> lease_until_{Moment::min().time_since_epoch().count()};
  std::atomic<bool> serving_{false};
};

} // namespace baro
