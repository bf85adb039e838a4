#pragma once

#include <chrono>
#include <random>

namespace baro {

/// Between `pause` and twice that, so that a restarted server is not asked by everybody at once.
inline std::chrono::milliseconds jittered(std::chrono::milliseconds pause) {
  thread_local std::minstd_rand random{std::random_device{}()};
  return pause + std::chrono::milliseconds{random() % (pause.count() + 1)};
}

} // namespace baro
