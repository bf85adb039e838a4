#include "persistence/pg_stock_repository.hpp"

#include "persistence/pg_settle.hpp"
#include "persistence/stock_activator.hpp"
#include "persistence/stock_queries.hpp"
#include "persistence/stock_writer.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/stock_commit_test.hpp"

#include <thread>

namespace baro {
namespace {

class PgStockRepositoryTest : public StockCommitTest {
protected:
  static constexpr SkuId coat = sku_of(2);

  PgStockRepositoryTest() : StockCommitTest(10) {
    add_product(2, 10);
    run("UPDATE inventory SET epoch = 5");
  }

  static CommitStock placed(std::int64_t id, std::vector<PlacedLine> lines,
                            std::optional<std::string> key = {}) {
    OrderPlaced fact{OrderId{id}, shopper, "Seoul", 1'000, now(), std::move(lines)};
    CommitStock commit{fact, {}};
    if (key)
      commit.idempotency = {shopper, {*key, "print"}, "answer " + std::to_string(id)};
    return commit;
  }

  static PlacedLine line(SkuId sku, Quantity quantity, Epoch epoch = 5) {
    return {sku, ProductId{sku.value - 1'000}, quantity, 1'000, epoch};
  }

  struct Back {
    SkuId sku;
    Quantity quantity;
    Epoch epoch;
  };

  static CommitStock cancelled(std::int64_t id, const std::vector<Back>& lines,
                               std::int64_t version = 0) {
    OrderChanged step;
    step.change = ChangeId{1'000'000 + id};
    step.order = OrderId{id};
    step.version = version;
    step.status = OrderStatus::CANCELLED;
    step.cancel_reason = CancelReason::BUYER;
    step.at = now();
    step.event = OrderEvent::CANCELLED;
    for (const auto& [sku, quantity, epoch] : lines)
      step.lines.push_back({sku, quantity, OrderMovement::CANCELLATION, epoch});
    return {std::move(step), {}};
  }

  static CommitStock moved(std::int64_t change, SkuId sku, Quantity delta, Epoch epoch = 5) {
    return {
      StockMoved{ChangeId{change}, sku, delta, MovementReason::ADJUSTMENT, "a note", now(), epoch},
      {}};
  }

  /// SKUs whose entries are not numbered without gaps, whose balances do not follow from one
  /// another, or whose last balance is not what is on hand.
  std::int64_t broken_ledgers() {
    return number(R"sql(
      WITH entry AS (
        SELECT sku_id, ledger_seq, delta, balance,
               row_number() OVER w AS n, sum(delta) OVER w AS total
          FROM ledger WINDOW w AS (PARTITION BY sku_id ORDER BY ledger_seq)
      )
      SELECT count(*) FROM (
        SELECT sku_id FROM entry WHERE ledger_seq <> n OR balance <> total
        UNION ALL
        SELECT sku_id FROM inventory i
         WHERE on_hand <> (SELECT sum(delta) FROM ledger l WHERE l.sku_id = i.sku_id)
            OR ledger_seq <> (SELECT count(*) FROM ledger l WHERE l.sku_id = i.sku_id)
      ) broken
    )sql");
  }
};

TEST_F(PgStockRepositoryTest, WritesOrdersOfOneSkuInOneBatchAsAChain) {
  EXPECT_EQ(commit({placed(1, {line(shirt, 2), line(coat, 1)}), placed(2, {line(shirt, 3)}),
                    moved(3, shirt, -1)}),
            Errors(3));
  EXPECT_EQ(on_hand(shirt), 4);
  EXPECT_EQ(on_hand(coat), 9);
  EXPECT_EQ(orders(), 2);
  EXPECT_EQ(broken_ledgers(), 0);
  EXPECT_EQ(number("SELECT balance FROM order_lines WHERE order_id = 2"), 5);
}

TEST_F(PgStockRepositoryTest, TakesNothingFromAnActivationThatWasReplaced) {
  const auto facts = {placed(1, {line(shirt, 1, 4), line(coat, 1)}), placed(2, {line(coat, 1)})};
  const auto verdicts = commit_stock(repository, std::vector<CommitStock>{facts}, metrics);
  ASSERT_EQ(code_of(verdicts[0]), Errc::fenced);
  ASSERT_EQ(verdicts[0].error().shortages.size(), 1u);
  EXPECT_EQ(verdicts[0].error().shortages[0].sku_id, shirt);
  EXPECT_TRUE(verdicts[1]);
  EXPECT_EQ(on_hand(shirt), 10);
  EXPECT_EQ(on_hand(coat), 9);
  EXPECT_EQ(orders(), 1);
}

TEST_F(PgStockRepositoryTest, PromisingMoreThanThereIsIsRefusedAndCounted) {
  EXPECT_EQ(commit({placed(1, {line(shirt, 1, 4)})}), (Errors{Errc::fenced}));
  EXPECT_EQ(metrics.oversold.Value(), 0) << "that one had only moved";
  EXPECT_EQ(commit({placed(2, {line(shirt, 11)})}), (Errors{Errc::fenced}));
  EXPECT_EQ(metrics.oversold.Value(), 1);
  EXPECT_EQ(on_hand(shirt), 10);
}

TEST_F(PgStockRepositoryTest, FencesTheOlderOfTwoActivationsInOneBatch) {
  EXPECT_EQ(commit({placed(1, {line(shirt, 1, 4)}), placed(2, {line(shirt, 1, 5)})}),
            (Errors{Errc::fenced, std::nullopt}));
  EXPECT_EQ(on_hand(shirt), 9);
}

TEST_F(PgStockRepositoryTest, FindsTheOneFactThatCannotBeWritten) {
  auto guilty = placed(3, {line(coat, 1)});
  std::get<OrderPlaced>(guilty.fact).order = OrderId{1}; // taken
  EXPECT_EQ(commit({placed(1, {line(shirt, 1)})}), Errors(1));
  EXPECT_EQ(commit({placed(2, {line(shirt, 1)}), guilty, placed(4, {line(coat, 1)})}),
            (Errors{std::nullopt, Errc::internal_error, std::nullopt}));
  EXPECT_EQ(on_hand(shirt), 8);
  EXPECT_EQ(on_hand(coat), 9);
  EXPECT_EQ(broken_ledgers(), 0);
}

TEST_F(PgStockRepositoryTest, DoesNotLookForTheGuiltyFactWhenTheServerIsToBlame) {
  const std::vector facts{placed(1, {line(shirt, 1)}), placed(2, {line(shirt, 1)})};
  const std::pair<const char*, int> reasons[] = {
    {"53100", 0}, {"25006", 0}, {"57014", 0}, {"55P03", 0}, // full, read only, too slow, locked
    {"40P01", 1}, {"40001", 1},                             // each alone may well go through
  };
  for (const auto& [sqlstate, splits] : reasons) {
    const auto splits_before = metrics.splits.Value();
    run(std::string{R"sql(
      CREATE OR REPLACE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN RAISE EXCEPTION USING ERRCODE = ')sql"}
        + sqlstate + R"sql('; END $$;
      CREATE OR REPLACE TRIGGER refuse BEFORE INSERT ON orders EXECUTE FUNCTION refuse();
    )sql");
    EXPECT_EQ(commit(facts), (Errors{Errc::unavailable, Errc::unavailable})) << sqlstate;
    EXPECT_EQ(metrics.splits.Value() - splits_before, splits) << sqlstate;
  }
  run("DROP TRIGGER refuse ON orders");
  EXPECT_EQ(commit(facts), Errors(2)) << "on the same connection";
}

TEST_F(PgStockRepositoryTest, DoesWhatAKeyStandsForOnceInABatchAndOverBatches) {
  const std::vector batch{placed(1, {line(shirt, 1)}, "k"), placed(2, {line(shirt, 1)}, "k")};
  const auto first = commit_stock(repository, batch, metrics);
  EXPECT_EQ(value_of(first[0]).earlier_answer, std::nullopt);
  EXPECT_EQ(value_of(first[1]).earlier_answer, "answer 1");
  const auto again
    = commit_stock(repository, std::vector{placed(3, {line(shirt, 1)}, "k")}, metrics);
  EXPECT_EQ(value_of(again[0]).earlier_answer, "answer 1");
  EXPECT_EQ(on_hand(shirt), 9);
  EXPECT_EQ(orders(), 1);
}

TEST_F(PgStockRepositoryTest, RefusesAKeyThatCameWithAnotherRequest) {
  commit({placed(1, {line(shirt, 1)}, "k")});
  auto other = placed(2, {line(shirt, 1)}, "k");
  other.idempotency->idempotency.fingerprint = "another print";
  EXPECT_EQ(commit({other}), Errors{Errc::idempotency_key_reused});
  EXPECT_EQ(on_hand(shirt), 9);
}

TEST_F(PgStockRepositoryTest, AnswersARepeatWhoseSkuHasMovedOn) {
  commit({placed(1, {line(shirt, 1)}, "k")});
  run("UPDATE inventory SET epoch = 6");
  EXPECT_EQ(commit({placed(2, {line(shirt, 1)}, "k")}), Errors(1));
  EXPECT_EQ(orders(), 1);
}

TEST_F(PgStockRepositoryTest, GivesACancelledOrdersUnitsBackOnce) {
  commit({placed(1, {line(shirt, 2), line(coat, 3)})});
  const auto cancellation = cancelled(1, {{shirt, 2, 5}, {coat, 3, 5}});
  EXPECT_EQ(commit({cancellation}), Errors(1));
  EXPECT_EQ(commit({cancellation}), Errors{Errc::fenced});
  EXPECT_EQ(on_hand(shirt), 10);
  EXPECT_EQ(on_hand(coat), 10);
  EXPECT_EQ(number("SELECT count(*) FROM orders WHERE status = 'CANCELLED' AND version = 1"), 1);
  EXPECT_EQ(broken_ledgers(), 0);
}

TEST_F(PgStockRepositoryTest, NeverGoesBelowZero) {
  EXPECT_EQ(commit({placed(1, {line(shirt, 11)})}), Errors{Errc::fenced});
  EXPECT_EQ(commit({moved(1, shirt, -11)}), Errors{Errc::fenced});
  EXPECT_EQ(on_hand(shirt), 10);
}

TEST_F(PgStockRepositoryTest, WritesMovementsIntoTheLedger) {
  EXPECT_EQ(commit({moved(1, shirt, 5), moved(2, shirt, -3)}), Errors(2));
  const auto page
    = value_of(answer(database(), ListLedger{as_owner, shirt, {std::nullopt, 10}})).content;
  ASSERT_EQ(page.size(), 3u);
  EXPECT_EQ(page[0].delta, -3);
  EXPECT_EQ(page[0].balance, 12);
  EXPECT_EQ(page[0].reason, "ADJUSTMENT");
  EXPECT_EQ(page[0].note, "a note");
  EXPECT_EQ(page[2].reason, "RECEIPT");
  EXPECT_EQ(broken_ledgers(), 0);
}

TEST_F(PgStockRepositoryTest, SaysThatNothingHappenedWhenTheBackendDiesBeforeTheCommit) {
  die_at_commit(database(), "orders");
  EXPECT_EQ(commit({placed(1, {line(shirt, 1)})}), Errors{Errc::unavailable});
  EXPECT_EQ(metrics.unknown.Value(), 1);
  EXPECT_EQ(orders(), 0);
  EXPECT_EQ(on_hand(shirt), 10);
}

TEST_F(PgStockRepositoryTest, FindsThatALostCommitHappened) {
  const std::vector<CommitStock> facts[]
    = {{placed(1, {line(shirt, 1)})}, {cancelled(1, {{shirt, 1, 5}})}, {moved(7, shirt, 5)}};
  for (const auto& fact : facts) {
    StalledCommits stalled{database()};
    std::jthread writer{[&] { EXPECT_EQ(commit(fact), Errors(1)); }};
    stalled.kill_one("stock_writer");
  }
  EXPECT_EQ(metrics.unknown.Value(), 3);
  EXPECT_EQ(on_hand(shirt), 15);
  EXPECT_EQ(broken_ledgers(), 0);
}

TEST_F(PgStockRepositoryTest, SaysAtOnceThatTheServerIsAway) {
  auto away = config;
  away.url = "postgresql://nobody@127.0.0.1:1/nothing";
  PgStockRepository lost{away, metrics};
  const auto verdicts = commit_stock(lost, std::vector{placed(1, {line(shirt, 1)})}, metrics);
  EXPECT_EQ(code_of(verdicts[0]), Errc::unavailable);
}

TEST_F(PgStockRepositoryTest, ActivatingASkuFencesOffWhatWasPromisedBefore) {
  Actors actors;
  const auto activator = actors.spawn<StockActivatorImpl>(StockActivatorConfig{config});
  std::vector<std::unique_ptr<StockRepository>> repositories;
  repositories.push_back(std::make_unique<PgStockRepository>(config, metrics));
  const auto writer = actors.spawn<StockWriterImpl>(std::move(repositories), std::ref(metrics),
                                                    StockWriterConfig{});

  const auto activated = value_of(actors.ask<SkuActivated>(activator, ActivateSku{shirt}));
  EXPECT_EQ(activated.epoch, 6);
  EXPECT_EQ(activated.on_hand, 10);
  EXPECT_EQ(activated.offer.product_name, "Product 1");
  EXPECT_EQ(activated.offer.owner, owner);
  EXPECT_TRUE(activated.offer.on_sale);

  EXPECT_EQ(code_of(actors.ask<StockCommitted>(writer, placed(1, {line(shirt, 1, 5)}))),
            Errc::fenced);
  EXPECT_EQ(code_of(actors.ask<StockCommitted>(writer, placed(1, {line(shirt, 1, 6)}))),
            std::nullopt);
  EXPECT_EQ(code_of(actors.ask<SkuActivated>(activator, ActivateSku{SkuId{404}})), Errc::not_found);
}

TEST_F(PgStockRepositoryTest, ActivatesOnANewConnectionWhenItsOwnIsLost) {
  Actors actors;
  const auto activator = actors.spawn<StockActivatorImpl>(StockActivatorConfig{config});
  EXPECT_TRUE(actors.ask<SkuActivated>(activator, ActivateSku{shirt}));
  EXPECT_EQ(number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                   " WHERE application_name LIKE 'baro/%/stock_activator/%'"
                   "   AND datname = current_database()"),
            1);
  EXPECT_TRUE(actors.ask<SkuActivated>(activator, ActivateSku{shirt}));
}

TEST_F(PgStockRepositoryTest, PausesBeforeItIsAskedAgainWhatBecameOfALostCommit) {
  auto slow = config;
  slow.reconnect_pause = std::chrono::milliseconds{50};
  PgSession lost{slow, "test_session"};
  const auto started = std::chrono::steady_clock::now();
  EXPECT_EQ(code_of(look_after(lost, "baro/nobody", {"SELECT 1 FROM nothing", {}})),
            Errc::internal_error);
  EXPECT_GE(std::chrono::steady_clock::now() - started, slow.reconnect_pause);
}

} // namespace
} // namespace baro
