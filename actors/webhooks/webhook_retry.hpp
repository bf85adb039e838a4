#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace baro {

struct WebhookRetryConfig {
  std::chrono::milliseconds pause{1'000};         // after the first attempt
  std::chrono::milliseconds pause_max{3'600'000}; // nobody is given up
};

/// How long to wait after an attempt has failed, counted from 1: twice as long each time, up to the
/// limit.
inline std::chrono::milliseconds retry_pause(std::int64_t attempt,
                                             const WebhookRetryConfig& config) {
  auto pause = config.pause;
  for (std::int64_t i = 1; i < attempt && pause < config.pause_max; ++i)
    pause *= 2;
  return std::min(pause, config.pause_max);
}

} // namespace baro
