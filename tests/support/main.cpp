#include "monitoring/log.hpp"
#include "protocol/type_ids.hpp"

#include <caf/init_global_meta_objects.hpp>
#include <gmock/gmock.h>
#include <sodium/core.h>

int main(int argc, char** argv) {
  caf::init_global_meta_objects<caf::id_block::baro>();
  caf::core::init_global_meta_objects();
  if (sodium_init() < 0)
    return 1;
  baro::log_start(baro::LogLevel::off);
  testing::InitGoogleMock(&argc, argv);
  return RUN_ALL_TESTS();
}
