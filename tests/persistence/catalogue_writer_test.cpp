#include "persistence/catalogue_writer.hpp"

#include "persistence/catalogue_queries.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

#include <future>
#include <thread>

namespace baro {
namespace {

const Idempotency key{"k", "print"};

class CatalogueWriterTest : public ShopTest {
protected:
  static ChangeStore to_status(StoreStatus status, Caller caller = as_owner) {
    ChangeStore command;
    command.caller = caller;
    command.store = store;
    command.status = status;
    return command;
  }

  static CreateCategory category(std::int64_t id, std::string name,
                                 std::optional<Idempotency> key = {}) {
    return {as_admin, CategoryId{id}, std::move(name), std::move(key)};
  }

  template <class Command>
  std::optional<Errc> error_of(const Command& command) {
    return code_of(carry_out(session, command));
  }

  std::int64_t count(const std::string& from) { return number("SELECT count(*) FROM " + from); }
};

TEST_F(CatalogueWriterTest, TheActorCarriesOutEachCommand) {
  Actors actors;
  const auto writer = actors.spawn<CatalogueWriterImpl>(CatalogueWriterConfig{config});
  EXPECT_TRUE(actors.ask<Answer<CategoryView>>(writer, category(102, "Hats")));
  CreateStore create;
  create.caller = as_stranger;
  create.store = StoreId{11};
  create.name = "Another";
  EXPECT_EQ(value_of(actors.ask<Answer<StoreView>>(writer, create)).view.status,
            StoreStatus::DRAFT);
  EXPECT_TRUE(actors.ask<StoreChanged>(writer, to_status(StoreStatus::PAUSED)));
}

TEST_F(CatalogueWriterTest, ACategoryHasItsIdAndItsNameForItself) {
  EXPECT_EQ(error_of(category(102, "Hats")), std::nullopt);
  EXPECT_EQ(error_of(category(102, "Caps")), Errc::duplicate);
  EXPECT_EQ(error_of(category(103, "Hats")), Errc::duplicate);
}

TEST_F(CatalogueWriterTest, ARepeatGetsTheFirstAnswer) {
  const auto first = value_of(carry_out(session, category(102, "Hats", key)));
  EXPECT_FALSE(first.replayed);
  const auto again = value_of(carry_out(session, category(102, "Hats", key)));
  EXPECT_TRUE(again.replayed);
  EXPECT_EQ(again.view.id, CategoryId{102});
  EXPECT_EQ(again.view.name, "Hats");
  EXPECT_EQ(error_of(category(103, "Caps", Idempotency{"k", "another print"})),
            Errc::idempotency_key_reused);
  EXPECT_EQ(count("categories"), 3);
}

TEST_F(CatalogueWriterTest, AKeyOfWhatFailedCanBeUsedAgain) {
  EXPECT_EQ(error_of(category(100, "Hats", key)), Errc::duplicate);
  EXPECT_EQ(error_of(category(102, "Hats", key)), std::nullopt);
}

TEST_F(CatalogueWriterTest, RepeatsAtTheSameTimeMakeOneProduct) {
  auto command = new_product(1);
  command.idempotency = key;
  auto repeat = new_product(2);
  repeat.idempotency = key;
  auto other = std::async(std::launch::async, [&] {
    PgSession another{config, "test_session"};
    return carry_out(another, repeat);
  });
  const auto first = value_of(carry_out(session, command));
  const auto second = value_of(other.get());
  EXPECT_EQ(first.view.id, second.view.id);
  EXPECT_NE(first.replayed, second.replayed);
  EXPECT_EQ(count("products"), 1);
}

TEST_F(CatalogueWriterTest, AProductComesWithItsFirstStock) {
  auto command = new_product(1);
  command.categories = {shirts, coats, shirts};
  command.skus = {{SkuId{1'001}, {"M", "red"}, 7}, {SkuId{1'002}, {"L", "red"}, 0}};
  const auto created = value_of(carry_out(session, command)).view;
  ASSERT_EQ(created.skus.size(), 2u);
  EXPECT_EQ(created.skus[0].available, 7);
  EXPECT_EQ(count("inventory WHERE (sku_id, on_hand, ledger_seq) IN ((1001, 7, 1), (1002, 0, 0))"),
            2);
  EXPECT_EQ(count("ledger WHERE sku_id = 1001 AND ledger_seq = 1 AND delta = 7 AND balance = 7"
                  " AND reason = 'RECEIPT'"),
            1);
  EXPECT_EQ(count("ledger"), 1);
  EXPECT_EQ(count("product_categories"), 2);
}

TEST_F(CatalogueWriterTest, AProductNeedsAnActiveStoreOfItsOwnerAndCategoriesThatExist) {
  auto missing_store = new_product(1);
  missing_store.store = StoreId{404};
  EXPECT_EQ(error_of(missing_store), Errc::not_found);
  auto missing_category = new_product(1);
  missing_category.categories = {shirts, CategoryId{404}};
  EXPECT_EQ(error_of(missing_category), Errc::not_found);
  auto foreign = new_product(1);
  foreign.caller = as_stranger;
  EXPECT_EQ(error_of(foreign), Errc::not_allowed);
  auto twins = new_product(1);
  twins.skus = {{SkuId{1}, {"M", {}}, 1}, {SkuId{2}, {"M", {}}, 1}};
  EXPECT_EQ(error_of(twins), Errc::duplicate);
  run("UPDATE stores SET status = 'PAUSED'");
  EXPECT_EQ(error_of(new_product(1)), Errc::store_not_active);
  EXPECT_EQ(count("products"), 0);
  run("UPDATE stores SET status = 'ACTIVE'");
  auto by_admin = new_product(1);
  by_admin.caller = as_admin;
  EXPECT_EQ(error_of(by_admin), std::nullopt);
}

TEST_F(CatalogueWriterTest, AStoreIsChangedInWhatIsGiven) {
  ChangeStore command;
  command.caller = as_owner;
  command.store = store;
  command.description = "All of it";
  add_product(1);
  const auto changed = value_of(carry_out(session, command));
  EXPECT_EQ(changed.store.name, "Store");
  EXPECT_EQ(changed.store.description, "All of it");
  EXPECT_TRUE(changed.skus.empty()) << "no offer says that";
  EXPECT_EQ(value_of(answer(database(), GetStore{store})).description, "All of it");
  command.name = "New name";
  EXPECT_EQ(value_of(carry_out(session, command)).skus, std::vector{sku_of(1)});
}

TEST_F(CatalogueWriterTest, ARepeatedChangeNamesTheSkusAgain) {
  add_product(1);
  auto command = to_status(StoreStatus::PAUSED);
  EXPECT_EQ(value_of(carry_out(session, command)).skus, std::vector{sku_of(1)});
  EXPECT_EQ(value_of(carry_out(session, command)).skus, std::vector{sku_of(1)});
  command.status.reset();
  command.name = "Store";
  EXPECT_EQ(value_of(carry_out(session, command)).skus, std::vector{sku_of(1)});
}

TEST_F(CatalogueWriterTest, AChangeOfAStoreMayTakeLongerThanOtherStatements) {
  add_product(1);
  auto hasty = config;
  hasty.statement_wait_max = std::chrono::milliseconds{50};
  Actors actors;
  const auto writer = actors.spawn<CatalogueWriterImpl>(CatalogueWriterConfig{hasty});
  PgConnection& shopper_at_work = *value_of(session.connection());
  value_of(shopper_at_work.execute_script("BEGIN; SELECT FROM products FOR UPDATE"));
  auto paused = actors.request(writer, to_status(StoreStatus::PAUSED));
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
  while (
    number("SELECT count(*) FROM pg_stat_activity"
           " WHERE application_name LIKE 'baro/%/catalogue_writer/%' AND wait_event_type = 'Lock'"
           "   AND datname = current_database()"
           "   AND clock_timestamp() - query_start > interval '500 milliseconds'")
    == 0)
    ASSERT_LT(std::chrono::steady_clock::now(), deadline) << "it gave up";
  value_of(shopper_at_work.execute_script("COMMIT"));
  EXPECT_TRUE(actors.answer_to<StoreChanged>(std::move(paused)));
}

TEST_F(CatalogueWriterTest, ProductsFollowTheirStore) {
  add_product(1);
  add_product(2);
  run("UPDATE products SET withdrawn = true, on_sale = false WHERE product_id = 2;"
      "UPDATE product_categories SET on_sale = false WHERE product_id = 2");
  const auto on_sale = [&](const std::string& table) { return count(table + " WHERE on_sale"); };
  EXPECT_EQ(value_of(carry_out(session, to_status(StoreStatus::PAUSED))).skus,
            (std::vector{sku_of(1), sku_of(2)}));
  EXPECT_EQ(on_sale("products"), 0);
  EXPECT_EQ(on_sale("product_categories"), 0);
  EXPECT_TRUE(carry_out(session, to_status(StoreStatus::ACTIVE)));
  EXPECT_EQ(on_sale("products"), 1) << "what is withdrawn stays so";
  EXPECT_EQ(on_sale("product_categories"), 1);
}

TEST_F(CatalogueWriterTest, AStoreIsChangedByItsOwnerAndFollowsTheRule) {
  EXPECT_EQ(error_of(to_status(StoreStatus::PAUSED, as_stranger)), Errc::not_allowed);
  EXPECT_EQ(error_of(to_status(StoreStatus::SUSPENDED)), Errc::illegal_state);
  EXPECT_EQ(error_of(to_status(StoreStatus::SUSPENDED, as_admin)), std::nullopt);
  EXPECT_EQ(error_of(to_status(StoreStatus::SUSPENDED)), std::nullopt) << "that is what it is";
  EXPECT_EQ(error_of(to_status(StoreStatus::ACTIVE)), Errc::illegal_state);
  auto missing = to_status(StoreStatus::PAUSED);
  missing.store = StoreId{404};
  EXPECT_EQ(error_of(missing), Errc::not_found);
}

TEST_F(CatalogueWriterTest, FindsThatALostCommitHappened) {
  StalledCommits stalled{database()};
  auto expect_to_survive = [&](const auto& command) {
    std::jthread owner_at_work{[&] { EXPECT_EQ(error_of(command), std::nullopt); }};
    stalled.kill_one("test_session");
  };
  expect_to_survive(category(102, "Hats", key));
  expect_to_survive(new_product(1));
  expect_to_survive(to_status(StoreStatus::PAUSED));
  EXPECT_EQ(count("categories"), 3);
  EXPECT_EQ(count("products"), 1);
}

TEST_F(CatalogueWriterTest, SaysThatNothingHappenedWhenTheBackendDiesBeforeTheCommit) {
  die_at_commit(database(), "categories");
  EXPECT_EQ(error_of(category(102, "Hats", key)), Errc::unavailable);
  EXPECT_EQ(count("categories"), 2);
  EXPECT_EQ(count("idempotency_keys"), 0);
}

} // namespace
} // namespace baro
