#include "monitoring/log.hpp"

#include <sodium/core.h>

/// libFuzzer calls it once, before the first input.
extern "C" int LLVMFuzzerInitialize(int*, char***) {
  if (sodium_init() < 0)
    return 1;
  baro::log_start(baro::LogLevel::off);
  return 0;
}
