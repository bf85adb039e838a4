#pragma once

#include <chrono>
#include <compare>
#include <cstdint>

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

} // namespace baro
