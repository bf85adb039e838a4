#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <random>

namespace baro {

/// A moment on the world's clock, in microseconds, as PostgreSQL keeps it.
struct Timestamp {
  std::int64_t micros = 0; // since 1970-01-01T00:00:00Z

  friend auto operator<=>(const Timestamp&, const Timestamp&) = default;
};

template <class Inspector>
bool inspect(Inspector& f, Timestamp& x) {
  return f.apply(x.micros);
}

inline Timestamp now() {
  const auto since_epoch = std::chrono::system_clock::now().time_since_epoch();
  return {std::chrono::duration_cast<std::chrono::microseconds>(since_epoch).count()};
}

/// The world's clock as it was when this process first asked, carried on by the machine's monotonic
/// one: nobody who sets the clock makes it stand still or go back.
inline Timestamp steady_now() {
  static const auto offset = [] {
    const auto monotonic = std::chrono::steady_clock::now().time_since_epoch();
    return now().micros - std::chrono::duration_cast<std::chrono::microseconds>(monotonic).count();
  }();
  const auto monotonic = std::chrono::steady_clock::now().time_since_epoch();
  return {offset + std::chrono::duration_cast<std::chrono::microseconds>(monotonic).count()};
}

/// What jitter is made of, in each thread. A simulation seeds it, so that it can be run again.
inline std::minstd_rand& jitter() {
  thread_local std::minstd_rand random{std::random_device{}()};
  return random;
}

/// Between `pause` and twice that, so that those who failed together do not come back together.
inline std::chrono::milliseconds jittered(std::chrono::milliseconds pause) {
  return pause + std::chrono::milliseconds{jitter()() % (pause.count() + 1)};
}

} // namespace baro
