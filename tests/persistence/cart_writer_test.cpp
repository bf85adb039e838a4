#include "persistence/cart_writer.hpp"

#include "persistence/cart_activation.hpp"
#include "protocol/id_generator.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

#include <fmt/format.h>

#include <thread>

namespace baro {
namespace {

constexpr SkuId shirt{1'001};
constexpr SkuId coat{1'002};

CommitCart change(UserId user, Epoch epoch, std::int64_t version, std::vector<CartLine> lines,
                  std::optional<std::string> key = {}) {
  CommitCart commit{{user, epoch, version, now(), std::move(lines)}, {}};
  if (key)
    commit.idempotency = {user, {*key, "print"}, "answer " + std::to_string(version)};
  return commit;
}

CartLine line(SkuId sku, std::int32_t quantity) {
  return {CartItemId{sku.value + 1}, sku, quantity};
}

class CartWriterTest : public ShopTest {
protected:
  CartActivated activate(UserId user = shopper) {
    return value_of(actors.ask<CartActivated>(writer, ActivateCart{user}));
  }

  std::optional<Errc> commit(CommitCart commit) {
    return code_of(actors.ask<CartCommitted>(writer, std::move(commit)));
  }

  /// All in one batch.
  std::vector<std::optional<Errc>> commit_all(const std::vector<CommitCart>& changes) {
    PgCartRepository repository{session};
    std::vector<std::optional<Errc>> errors;
    for (const auto& verdict : commit_batch(repository, changes).verdicts)
      errors.push_back(code_of(verdict));
    return errors;
  }

  /// Units of the shirt and the coat in one order each, `count` times, the newest `ago` ago and the
  /// others a minute before each other.
  void add_orders(UserId user, int count, const std::string& ago) {
    run(fmt::format(
      R"sql(
        CREATE TEMPORARY TABLE sale ON COMMIT DROP AS
          SELECT sku_id, ordered_at,
                 ((extract(epoch FROM ordered_at) * 1000)::bigint - {epoch}) * {per_milli}
                   + sku_id AS order_id,
                 -- Whatever is unique
                 (extract(epoch FROM ordered_at) * 1000000)::bigint AS ledger_seq
            FROM generate_series(0, {count} - 1) AS n, unnest(ARRAY[{shirt}, {coat}]) AS sku_id,
                 LATERAL (SELECT now() - interval '{ago}' - n * interval '1 minute') t (ordered_at);
        INSERT INTO orders (order_id, user_id, shipping_address, total_price_krw, ordered_at)
        SELECT order_id, {user}, 'Seoul', 1, ordered_at FROM sale;
        INSERT INTO order_lines SELECT order_id, 1, sku_id, 1, 1, 1, ledger_seq, 1 FROM sale;
      )sql",
      fmt::arg("epoch", IdGenerator::epoch_millis),
      fmt::arg("per_milli", IdGenerator::ids_per_milli), fmt::arg("count", count),
      fmt::arg("shirt", shirt.value), fmt::arg("coat", coat.value), fmt::arg("ago", ago),
      fmt::arg("user", user.value)));
  }

  std::int64_t quantity(SkuId sku) {
    return number("SELECT coalesce(sum(quantity), 0) FROM cart_lines WHERE sku_id = "
                  + std::to_string(sku.value));
  }

  using Errors = std::vector<std::optional<Errc>>;

  Actors actors;
  CartWriterActor writer = actors.spawn<CartWriterImpl>(CartWriterConfig{config});
};

TEST_F(CartWriterTest, KeepsWhatACartIsChangedTo) {
  EXPECT_EQ(activate().epoch, 1);
  EXPECT_EQ(commit(change(shopper, 1, 1, {line(shirt, 2), line(coat, 1)})), std::nullopt);
  EXPECT_EQ(commit(change(shopper, 1, 2, {line(shirt, 5), line(coat, 0)})), std::nullopt);
  const auto cart = activate();
  EXPECT_EQ(cart.epoch, 2);
  EXPECT_EQ(cart.version, 2);
  ASSERT_EQ(cart.lines.size(), 1u);
  EXPECT_EQ(cart.lines[0].sku, shirt);
  EXPECT_EQ(cart.lines[0].item, CartItemId{1'002});
  EXPECT_EQ(cart.lines[0].quantity, 5);
}

TEST_F(CartWriterTest, TakesNothingFromAnActivationThatWasReplaced) {
  const auto old = activate();
  activate();
  EXPECT_EQ(commit(change(shopper, old.epoch, 1, {line(shirt, 1)})), Errc::fenced);
  EXPECT_EQ(commit(change(stranger, 1, 1, {line(shirt, 1)})), Errc::fenced);
  EXPECT_EQ(quantity(shirt), 0);
}

TEST_F(CartWriterTest, FencesOneCartOfABatchAndLetsTheOthersThrough) {
  activate(shopper);
  activate(stranger);
  activate(stranger);
  EXPECT_EQ(
    commit_all({change(shopper, 1, 1, {line(shirt, 1)}), change(stranger, 1, 1, {line(coat, 1)}),
                change(shopper, 1, 2, {line(shirt, 4)})}),
    (Errors{std::nullopt, Errc::fenced, std::nullopt}));
  EXPECT_EQ(quantity(shirt), 4);
  EXPECT_EQ(quantity(coat), 0);
  EXPECT_EQ(activate().version, 2);
}

TEST_F(CartWriterTest, TakesNoChangeThatFollowsFromOneThatIsMissing) {
  activate();
  EXPECT_EQ(
    commit_all({change(shopper, 1, 2, {line(shirt, 1)}), change(shopper, 1, 1, {line(coat, 1)})}),
    (Errors{Errc::fenced, std::nullopt}));
  EXPECT_EQ(quantity(shirt), 0);
  EXPECT_EQ(quantity(coat), 1);
}

TEST_F(CartWriterTest, SetsAsideTheOneChangeThatCannotBeWritten) {
  activate(shopper);
  activate(stranger);
  EXPECT_EQ(commit_all(
              {change(shopper, 1, 1, {line(shirt, 100)}), change(stranger, 1, 1, {line(coat, 1)})}),
            (Errors{Errc::internal_error, std::nullopt}));
  EXPECT_EQ(quantity(shirt), 0);
  EXPECT_EQ(quantity(coat), 1);
}

TEST_F(CartWriterTest, DoesWhatAKeyStandsForOnce) {
  activate();
  EXPECT_EQ(commit(change(shopper, 1, 1, {line(shirt, 1)}, "k")), std::nullopt);
  const auto again
    = value_of(actors.ask<CartCommitted>(writer, change(shopper, 1, 2, {line(shirt, 2)}, "k")));
  EXPECT_EQ(again.earlier_answer, "answer 1");
  auto other = change(shopper, 1, 2, {line(shirt, 2)}, "k");
  other.idempotency->idempotency.fingerprint = "another print";
  EXPECT_EQ(commit(other), Errc::idempotency_key_reused);
  EXPECT_EQ(quantity(shirt), 1);
}

TEST_F(CartWriterTest, ActivationTakesOutWhatWasOrderedSinceALineWasTouched) {
  activate();
  commit(change(shopper, 1, 1, {line(shirt, 1), line(coat, 1)}));
  run("UPDATE cart_lines SET updated_at = now() - interval '1 hour' WHERE sku_id = 1001");
  add_orders(shopper, 1, "1 minute");
  add_orders(stranger, 1, "-1 hour");
  const auto cart = activate();
  ASSERT_EQ(cart.lines.size(), 1u)
    << "the coat was touched after it was ordered, or ordered by another";
  EXPECT_EQ(cart.lines[0].sku, coat);
  EXPECT_EQ(cart.version, 2);
}

TEST_F(CartWriterTest, ActivationLooksAtNoOrderFromBeforeTheCart) {
  activate();
  commit(change(shopper, 1, 1, {line(shirt, 1), line(coat, 1)}));
  add_orders(shopper, 5'000, "1 hour");
  run("ANALYZE");
  add_orders(shopper, 1, "-1 minute");
  run("BEGIN");
  EXPECT_TRUE(value_of(activate_carts(database(), {{shopper}}))[0].lines.empty());
  for (const auto* table : {"orders", "order_lines"})
    EXPECT_LE(number(fmt::format("SELECT seq_tup_read + idx_tup_fetch"
                                 "  FROM pg_stat_xact_user_tables WHERE relname = '{}'",
                                 table)),
              2)
      << "rows read of " << table;
  run("ROLLBACK");
}

TEST_F(CartWriterTest, ActivatesOnANewConnectionWhenItsOwnIsLost) {
  activate();
  EXPECT_EQ(
    number("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
           " WHERE application_name LIKE 'baro/%/cart_writer/%' AND datname = current_database()"),
    1);
  EXPECT_GE(activate().epoch, 2);
}

TEST_F(CartWriterTest, FindsWhetherALostCommitHappened) {
  activate();
  {
    StalledCommits stalled{database()};
    std::jthread shopping{
      [&] { EXPECT_EQ(commit_all({change(shopper, 1, 1, {line(shirt, 1)})}), Errors(1)); }};
    stalled.kill_one("test_session");
  }
  die_at_commit(database(), "carts");
  EXPECT_EQ(commit_all({change(shopper, 1, 2, {line(shirt, 2)})}), Errors{Errc::unavailable});
  EXPECT_EQ(quantity(shirt), 1);
}

TEST_F(CartWriterTest, DoesNotGuessWhatANewerActivationHides) {
  activate();
  PgCartRepository repository{session};
  const std::vector changes{change(shopper, 1, 1, {line(shirt, 1)})};
  {
    StalledCommits stalled{database()};
    std::jthread shopping{
      [&] { EXPECT_EQ(repository.commit(changes).kind, CartOutcome::Kind::unknown); }};
    stalled.kill_one("test_session");
  }
  EXPECT_TRUE(value_of(repository.was_committed(changes)));
  activate();
  EXPECT_EQ(code_of(repository.was_committed(changes)), Errc::deadline_passed);
}

} // namespace
} // namespace baro
