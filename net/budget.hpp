#pragma once

#include <prometheus/gauge.h>

#include <atomic>
#include <cstdint>

namespace baro {

/// An amount of something that everybody takes from, up to a limit. From any thread.
class Budget {
public:
  explicit Budget(std::int64_t max, prometheus::Gauge* gauge = nullptr)
    : max_(max), gauge_(gauge) {}

  /// What one holder has taken; given back at the end.
  class Share {
  public:
    explicit Share(Budget& budget) : budget_(budget) {}
    ~Share() {
      if (amount_ > 0)
        budget_.add(-amount_);
    }
    Share(const Share&) = delete;
    Share& operator=(const Share&) = delete;

    /// Takes what is missing up to `amount`, or nothing when that is more than is left.
    bool grow_to(std::int64_t amount) {
      if (amount <= amount_)
        return true;
      const auto more = amount - amount_;
      if (budget_.add(more) > budget_.max_) {
        budget_.add(-more);
        return false;
      }
      amount_ = amount;
      return true;
    }

    /// Holds `amount` from now on, be it more than is left: for what is there already.
    void hold(std::int64_t amount) {
      budget_.add(amount - amount_);
      amount_ = amount;
    }

  private:
    Budget& budget_;
    std::int64_t amount_ = 0;
  };

  std::int64_t taken() const { return taken_.load(std::memory_order_relaxed); }

private:
  std::int64_t add(std::int64_t amount) {
    if (gauge_)
      gauge_->Increment(static_cast<double>(amount));
    return taken_.fetch_add(amount, std::memory_order_relaxed) + amount;
  }

  const std::int64_t max_;
  prometheus::Gauge* gauge_;
  std::atomic<std::int64_t> taken_ = 0;
};

} // namespace baro
