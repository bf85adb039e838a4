#pragma once

#include "protocol/time.hpp"

#include <chrono>

namespace baro {

/// How often, and after what pause, something is tried again whose entity has moved meanwhile.
struct RetryConfig {
  int attempts_max = 4;
  std::chrono::milliseconds pause{10}; // doubled each time, plus up to as much again at random
};

inline std::chrono::milliseconds pause_before(int attempt, const RetryConfig& config) {
  return jittered(config.pause * (1 << (attempt - 1)));
}

} // namespace baro
