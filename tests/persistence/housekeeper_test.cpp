#include "persistence/housekeeper.hpp"

#include "persistence/idempotency.hpp"
#include "tests/persistence/shop_test.hpp"

namespace baro {
namespace {

class HousekeeperTest : public ShopTest {
protected:
  void add_keys(int count, const std::string& ago) {
    run("INSERT INTO idempotency_keys SELECT 2, '" + ago + " ' || n, '', '', now() - interval '"
        + ago + "' FROM generate_series(1, " + std::to_string(count) + ") AS n");
  }

  std::int64_t keys() { return number("SELECT count(*) FROM idempotency_keys"); }
};

TEST_F(HousekeeperTest, ForgetsOldKeysOneBatchAfterTheOther) {
  add_keys(5, "8 days");
  add_keys(3, "6 days");
  Actors actors;
  actors.spawn<HousekeeperImpl>(HousekeeperConfig{.pg = config, .batch_rows_max = 2});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (keys() > 3)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  EXPECT_EQ(
    number("SELECT count(*) FROM idempotency_keys WHERE created_at < now() - '7 days'::interval"),
    0);
}

TEST_F(HousekeeperTest, ForgetsEventsThatEverybodyWasToldLongAgo) {
  run(R"sql(
    INSERT INTO outbox (at, streamed, dealt_out) VALUES
      (now() - interval '8 days', true, true), (now() - interval '8 days', false, true),
      (now() - interval '8 days', true, false), (now() - interval '6 days', true, true);
    INSERT INTO webhooks VALUES (1, 'https://erp.example', 'secret', '{}');
    INSERT INTO webhook_deliveries (webhook_id, order_id, sequence, type, event, created_at, delivered_at)
    VALUES (1, 1, 0, '', '{}', now() - interval '8 days', now()),
           (1, 2, 0, '', '{}', now() - interval '8 days', NULL),
           (1, 3, 0, '', '{}', now() - interval '6 days', now()),
           (2, 4, 0, '', '{}', now() - interval '8 days', NULL);
  )sql");
  Actors actors;
  actors.spawn<HousekeeperImpl>(HousekeeperConfig{.pg = config, .batch_rows_max = 1});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (number("SELECT count(*) FROM webhook_deliveries") > 2
         || number("SELECT count(*) FROM outbox") > 3)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
  EXPECT_EQ(number("SELECT count(*) FROM outbox WHERE at < now() - interval '7 days'"), 2);
  EXPECT_EQ(number("SELECT sum(order_id)::bigint FROM webhook_deliveries"), 5)
    << "one is not delivered yet, one is young";
}

TEST_F(HousekeeperTest, TriesAgainOnItsNextRound) {
  add_keys(1, "8 days");
  // Unlike everything else, a sequence remembers what was rolled back.
  run(R"sql(
    CREATE SEQUENCE tries;
    CREATE FUNCTION fail_twice() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF nextval('tries') <= 2 THEN RAISE EXCEPTION 'not now'; END IF;
      RETURN old;
    END $$;
    CREATE TRIGGER fail_twice BEFORE DELETE ON idempotency_keys
      FOR EACH ROW EXECUTE FUNCTION fail_twice();
  )sql");
  Actors actors;
  actors.spawn<HousekeeperImpl>(HousekeeperConfig{.pg = config, .pause = std::chrono::seconds{0}});
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (keys() > 0)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline);
}

TEST_F(HousekeeperTest, DoesNotReadTheWholeTable) {
  add_keys(20'000, "1 day");
  run("VACUUM ANALYZE idempotency_keys");
  run("BEGIN");
  EXPECT_EQ(value_of(purge_keys(database(), std::chrono::hours{7 * 24}, 100)), 0);
  EXPECT_EQ(
    number("SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'idempotency_keys'"), 0);
  EXPECT_EQ(
    number("SELECT idx_scan FROM pg_stat_xact_user_tables WHERE relname = 'idempotency_keys'"), 1);
  run("ROLLBACK");
}

TEST_F(HousekeeperTest, LeavesToAnotherNodeWhatThatOneIsPurging) {
  add_keys(2, "8 days");
  run("BEGIN");
  EXPECT_EQ(value_of(purge_keys(database(), std::chrono::hours{7 * 24}, 1)), 1);
  EXPECT_EQ(value_of(purge_keys(*value_of(session.connection()), std::chrono::hours{7 * 24}, 10)),
            1);
  run("COMMIT");
  EXPECT_EQ(keys(), 0);
}

} // namespace
} // namespace baro
