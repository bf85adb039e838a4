#include "persistence/pg.hpp"

#include "tests/persistence/shop_test.hpp"

namespace baro {
namespace {

class PgConnectionTest : public ShopTest {};

/// Standard error is the log's, and whoever reads that expects an object a line.
TEST_F(PgConnectionTest, WhatTheServerRemarksIsNotPrinted) {
  auto connection = value_of(pg_connect(config, "remarks"));
  testing::internal::CaptureStderr();
  const auto done = connection.execute_script("DO $$ BEGIN RAISE WARNING 'a remark'; END $$");
  EXPECT_EQ(testing::internal::GetCapturedStderr(), "");
  EXPECT_TRUE(done);
}

} // namespace
} // namespace baro
