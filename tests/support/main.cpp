#include "monitoring/log.hpp"
#include "protocol/register_types.hpp"

#include <gmock/gmock.h>
#include <sodium/core.h>

int main(int argc, char** argv) {
  baro::register_types();
  if (sodium_init() < 0)
    return 1;
  baro::log_start(baro::LogLevel::off);
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
