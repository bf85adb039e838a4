#include "persistence/cart_writer.hpp"

#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

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
  run(R"sql(
    UPDATE cart_lines SET updated_at = now() - interval '1 hour' WHERE sku_id = 1001;
    INSERT INTO orders (order_id, user_id, shipping_address, total_price_krw, ordered_at) VALUES
      (70, 2, 'Seoul', 1, now() - interval '1 minute'), (71, 3, 'Seoul', 1, now() + interval '1 hour');
    INSERT INTO order_lines VALUES (70, 1, 1001, 1, 1, 1, 1, 1), (70, 2, 1002, 1, 1, 1, 1, 1),
                                   (71, 1, 1002, 1, 1, 1, 2, 1);
  )sql");
  const auto cart = activate();
  ASSERT_EQ(cart.lines.size(), 1u)
    << "the coat was touched after it was ordered, or ordered by another";
  EXPECT_EQ(cart.lines[0].sku, coat);
  EXPECT_EQ(cart.version, 2);
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
