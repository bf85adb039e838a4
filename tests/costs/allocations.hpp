#pragma once

#include <cstdint>

namespace baro {

// The sanitizers bring a malloc of their own, which is how they find mistakes.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool allocations_are_counted = false;
#else
inline constexpr bool allocations_are_counted = true;
#endif

struct Allocations {
  std::int64_t count = 0;
  std::int64_t bytes = 0;
};

/// Of the whole process, since it started.
Allocations allocations_so_far();

} // namespace baro
