#include "persistence/coupon_changes.hpp"
#include "persistence/coupon_queries.hpp"
#include "persistence/order_queries.hpp"
#include "persistence/stock_activator.hpp"
#include "persistence/stock_statements.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/stock_commit_test.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <thread>

namespace baro {
namespace {

class CouponsTest : public StockCommitTest {
protected:
  static constexpr CouponId coupon{500};
  static constexpr UserId other{3};
  static constexpr Epoch epoch = 1;

  CouponsTest() : StockCommitTest(100) {}

  static CreateCoupon new_coupon(std::int64_t uses = 1, std::int64_t per_user = 1) {
    CreateCoupon command;
    command.caller = as_owner;
    auto& view = command.coupon;
    view.id = coupon;
    view.code = "AUTUMN";
    view.store_id = store;
    view.amount = 300;
    view.valid_from = {1'700'000'000'000'000};
    view.valid_until = {1'900'000'000'000'000};
    view.uses_max = uses;
    view.uses_per_user = per_user;
    return command;
  }

  void offer(std::int64_t uses, std::int64_t per_user = 1) {
    value_of(carry_out(session, new_coupon(uses, per_user)));
    run("UPDATE coupons SET epoch = 1");
  }

  static CommitStock placed(std::int64_t id, UserId user = shopper, Epoch coupon_epoch = epoch) {
    return {OrderPlaced{OrderId{id},
                        user,
                        "Seoul",
                        700,
                        now(),
                        {{shirt, ProductId{1}, 1, 1'000, 5}},
                        {},
                        {},
                        RedeemedCoupon{coupon, coupon_epoch, 300}},
            {}};
  }

  static CommitStock cancelled(std::int64_t id) {
    auto fact = cancellation(id, 1);
    fact.coupon = coupon;
    return {std::move(fact), {}};
  }

  std::int64_t used() { return number("SELECT used FROM coupons"); }
};

TEST_F(CouponsTest, AnOrderTakesAUseInItsOwnCommit) {
  offer(2);
  EXPECT_EQ(commit({placed(1)}), Errors(1));
  EXPECT_EQ(used(), 1);
  const auto order = value_of(answer(database(), LoadOrder{OrderId{1}}));
  EXPECT_EQ(order.coupon, coupon);
  EXPECT_EQ(order.view.coupon_code, "AUTUMN");
  EXPECT_EQ(order.view.discount, 300);
  EXPECT_EQ(order.view.total_price, 700);
  expect_sound();
}

TEST_F(CouponsTest, OfABatchAsManyGetItAsThereAreUses) {
  offer(2);
  EXPECT_EQ(commit({placed(1, UserId{1}), placed(2, UserId{2}), placed(3, UserId{3})}),
            (Errors{std::nullopt, std::nullopt, Errc::fenced}));
  EXPECT_EQ(used(), 2);
  EXPECT_EQ(on_hand(), 98);
  expect_sound();
}

TEST_F(CouponsTest, OfOneUsersOrdersInABatchAsManyGetItAsTheyMay) {
  offer(10, 2);
  EXPECT_EQ(commit({placed(1), placed(2, other), placed(3), placed(4)}),
            (Errors{std::nullopt, std::nullopt, std::nullopt, Errc::coupon_used_up}));
  EXPECT_EQ(commit({placed(5), placed(6, other)}), (Errors{Errc::coupon_used_up, std::nullopt}));
  EXPECT_EQ(used(), 4);
  EXPECT_EQ(orders(), 4);
  expect_sound();
}

TEST_F(CouponsTest, TakesNothingFromAnActivationThatWasReplaced) {
  offer(10);
  const auto verdicts
    = commit_stock(repository, std::vector{placed(1, shopper, 0), placed(2, other)}, metrics);
  EXPECT_EQ(code_of(verdicts[0]), Errc::fenced);
  EXPECT_THAT(verdicts[0].error().shortages, testing::IsEmpty()) << "the SKU had not moved";
  EXPECT_EQ(code_of(verdicts[1]), std::nullopt);
  EXPECT_EQ(used(), 1);
}

TEST_F(CouponsTest, ACancelledOrderGivesItsUseBackOnce) {
  offer(1);
  commit({placed(1)});
  EXPECT_EQ(commit({cancelled(1)}), Errors(1));
  EXPECT_EQ(commit({cancelled(1)}), Errors{Errc::fenced});
  EXPECT_EQ(used(), 0);
  EXPECT_EQ(number("SELECT given_back FROM coupons"), 1);
  EXPECT_EQ(commit({placed(2)}), Errors(1)) << "the use is there for the same user again";
  EXPECT_EQ(value_of(answer(database(), LoadOrder{OrderId{1}})).view.discount, 300);
  expect_sound();
}

TEST_F(CouponsTest, OneOrderTakesWhatAnotherOfTheSameBatchGivesBack) {
  offer(1);
  commit({placed(1)});
  EXPECT_EQ(commit({cancelled(1), placed(2, other)}), Errors(2));
  EXPECT_EQ(used(), 1);
  expect_sound();
}

TEST_F(CouponsTest, AnOrderThatCostsNothingIsPaid) {
  offer(1);
  auto free = placed(1);
  auto& fact = std::get<OrderPlaced>(free.fact);
  fact.total_price = 0;
  fact.coupon->discount = 1'000;
  EXPECT_EQ(commit({free}), Errors(1));
  EXPECT_EQ(number("SELECT count(*) FROM orders WHERE status = 'PAID'"), 1);
  expect_sound();
}

TEST_F(CouponsTest, WritersAtTheSameTimeGiveOneUserNoMoreThanTheyMay) {
  offer(1'000);
  std::atomic<int> placed_orders = 0;
  std::vector<std::jthread> writers;
  for (int writer = 0; writer < 3; ++writer)
    writers.emplace_back([&, writer] {
      PgStockRepository own{config, metrics};
      for (int i = 1; i <= 20; ++i)
        for (const auto& verdict :
             commit_stock(own, std::vector{placed(writer * 100 + i)}, metrics))
          placed_orders += bool(verdict);
    });
  writers.clear();
  EXPECT_EQ(placed_orders, 1);
  EXPECT_EQ(used(), 1);
  EXPECT_EQ(on_hand(), 99);
  expect_sound();
}

TEST_F(CouponsTest, ActivatingItFencesOffWhatWasHeldBefore) {
  offer(3);
  commit({placed(1)});
  StockActivation activation{config};
  const auto activated = value_of(activation.carry_out(ActivateCoupon{coupon}));
  EXPECT_EQ(activated.epoch, 2);
  EXPECT_EQ(activated.record.coupon.used, 1);
  EXPECT_EQ(activated.record.coupon.code, "AUTUMN");
  EXPECT_EQ(activated.record.coupon.store_id, store);
  EXPECT_EQ(commit({placed(2, other)}), Errors{Errc::fenced});
  EXPECT_EQ(commit({placed(2, other, 2)}), Errors(1));
  EXPECT_EQ(code_of(activation.carry_out(ActivateCoupon{CouponId{404}})), Errc::not_found);
}

TEST_F(CouponsTest, FindsThatALostCommitHappened) {
  offer(1);
  StalledCommits stalled{database()};
  std::jthread writer{[&] { EXPECT_EQ(commit({placed(1)}), Errors(1)); }};
  stalled.kill_one("stock_writer");
  writer.join();
  EXPECT_EQ(used(), 1);
}

TEST_F(CouponsTest, IsFoundByItsCodeForTheSkusOfItsStore) {
  run("INSERT INTO stores (store_id, owner_id, name, status) VALUES (11, 3, 'Other', 'ACTIVE')");
  auto foreign = new_product(2);
  foreign.store = StoreId{11};
  foreign.caller = as_stranger;
  add(foreign);
  offer(1);
  const auto found
    = value_of(answer(database(), FindCoupon{"AUTUMN", shopper, {shirt, sku_of(2)}}));
  EXPECT_EQ(found.coupon, coupon);
  EXPECT_THAT(found.skus, testing::ElementsAre(shirt));
  const auto elsewhere = answer(database(), FindCoupon{"AUTUMN", shopper, {sku_of(2)}});
  EXPECT_EQ(code_of(elsewhere), Errc::coupon_invalid);
  EXPECT_EQ(elsewhere.error().error.reason, "is for another store");
  const auto unknown = answer(database(), FindCoupon{"WINTER", shopper, {shirt}});
  EXPECT_EQ(unknown.error().error.reason, "is no coupon");
  EXPECT_EQ(unknown.error().error.field, "couponCode");
  commit({placed(1)});
  EXPECT_EQ(code_of(answer(database(), FindCoupon{"AUTUMN", shopper, {shirt}})),
            Errc::coupon_used_up);
  EXPECT_TRUE(answer(database(), FindCoupon{"AUTUMN", other, {shirt}}));
}

TEST_F(CouponsTest, OwnersMakeThemForTheirStoresAndAdminsForAll) {
  auto foreign = new_coupon();
  foreign.caller = as_stranger;
  EXPECT_EQ(code_of(carry_out(session, foreign)), Errc::not_allowed);
  auto for_all = new_coupon();
  for_all.coupon.store_id.reset();
  EXPECT_EQ(code_of(carry_out(session, for_all)), Errc::not_allowed);
  auto nowhere = new_coupon();
  nowhere.coupon.store_id = StoreId{404};
  EXPECT_EQ(code_of(carry_out(session, nowhere)), Errc::not_found);
  for_all.caller = as_admin;
  EXPECT_EQ(code_of(carry_out(session, for_all)), std::nullopt);
  auto twin = new_coupon();
  twin.coupon.id = CouponId{501};
  EXPECT_EQ(code_of(carry_out(session, twin)), Errc::duplicate);
  EXPECT_EQ(number("SELECT count(*) FROM admin_changes WHERE action = 'COUPON_CREATED'"), 1);
}

TEST_F(CouponsTest, OnlyItsOwnersSeeAndChangeIt) {
  offer(1);
  EXPECT_EQ(value_of(answer(database(), GetCoupon{as_owner, coupon})).code, "AUTUMN");
  EXPECT_TRUE(answer(database(), GetCoupon{as_admin, coupon}));
  EXPECT_EQ(code_of(answer(database(), GetCoupon{as_stranger, coupon})), Errc::not_found);
  const Page page{std::nullopt, 10};
  EXPECT_EQ(value_of(answer(database(), ListCoupons{as_owner, {}, page})).content.size(), 1u);
  EXPECT_EQ(value_of(answer(database(), ListCoupons{as_owner, StoreId{404}, page})).content.size(),
            0u);
  EXPECT_EQ(value_of(answer(database(), ListCoupons{as_stranger, {}, page})).content.size(), 0u);

  ChangeCoupon change{as_stranger, coupon, CouponStatus::PAUSED, {}, 5};
  EXPECT_EQ(code_of(carry_out(session, change)), Errc::not_found);
  change.caller = as_owner;
  const auto changed = value_of(carry_out(session, change));
  EXPECT_EQ(changed.status, CouponStatus::PAUSED);
  EXPECT_EQ(changed.uses_max, 5);
  EXPECT_EQ(changed.valid_until, Timestamp{1'900'000'000'000'000}) << "changed though not given";
  change.valid_until = Timestamp{1'600'000'000'000'000};
  EXPECT_EQ(code_of(carry_out(session, change)), Errc::invalid_request);
}

TEST_F(CouponsTest, TheAuditFindsUsesThatDoNotAddUp) {
  const std::pair<const char*, const char*> defects[] = {
    {"UPDATE coupons SET used = 2", "counts other uses than orders have redeemed"},
    {"UPDATE coupons SET uses_per_user = 0", "more often than they may"},
    {"UPDATE coupon_redemptions SET user_id = 3", "a coupon that is not its user's"},
    {"UPDATE coupon_redemptions SET discount_krw = 200", "less its discount"},
  };
  offer(3);
  commit({placed(1)});
  for (const auto& [defect, complaint] : defects) {
    run(fmt::format("CREATE TABLE kept AS SELECT * FROM coupons;"
                    "CREATE TABLE kept_uses AS SELECT * FROM coupon_redemptions; {};",
                    defect));
    const auto report = value_of(audit(database()));
    ASSERT_TRUE(report.violation) << defect;
    EXPECT_THAT(report.violation->what, testing::HasSubstr(complaint));
    run("TRUNCATE coupons, coupon_redemptions; INSERT INTO coupons SELECT * FROM kept;"
        "INSERT INTO coupon_redemptions SELECT * FROM kept_uses; DROP TABLE kept, kept_uses");
  }
  expect_sound();
}

// As with SKUs, the order in which rows are locked rests on the plan.
TEST_F(CouponsTest, RowsAreLockedInTheOrderOfTheirKeys) {
  run("INSERT INTO coupons (coupon_id, code, creator_id, amount_krw, price_min_krw, valid_from,"
      " valid_until, uses_max, uses_per_user) SELECT n, 'C' || n, 1, 1, 0, now(), now(), 1, 1"
      " FROM generate_series(1000, 20000) n; ANALYZE coupons");
  const std::vector batch{placed(1)};
  const auto statements = statements_of(batch, plan_stock(batch));
  const auto& statement = statements.at(statements.size() - 3);
  std::string arguments;
  for (const auto& value : statement.params.values())
    arguments += fmt::format("{}'{}'", arguments.empty() ? "" : ", ", value.value());
  auto connection = value_of(pg_connect(along_the_keys(config), "plans"));
  value_of(connection.execute_script(fmt::format("PREPARE move AS {}", statement.sql)));
  const auto explain = fmt::format("EXPLAIN (COSTS OFF) EXECUTE move({})", arguments);
  std::string plan;
  for (const auto row : value_of(connection.execute(explain.c_str())))
    plan.append(row.text(0)).append("\n");
  EXPECT_THAT(plan, testing::ContainsRegex(
                      "Update on coupons c\n *->  Nested Loop\n *->  Function Scan on p\n"
                      " *->  Index Scan using coupons_pkey on coupons c\n"));
}

} // namespace
} // namespace baro
