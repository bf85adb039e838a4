#include "persistence/role_changes.hpp"

#include "persistence/admin_queries.hpp"
#include "persistence/user_writer.hpp"
#include "tests/persistence/lost_commit_test.hpp"
#include "tests/persistence/shop_test.hpp"

namespace baro {
namespace {

class RoleChangesTest : public ShopTest {
protected:
  RoleChangesTest() {
    run(R"sql(
      INSERT INTO users (user_id, email, password_hash, name, role)
      VALUES (9, 'admin@example.com', 'x', 'Admin', 'ADMIN')
    )sql");
  }

  Result<UserView> change(UserId user, Role role) {
    return carry_out(session, ChangeRole{as_admin, user, role});
  }

  Role role_of(UserId user) { return value_of(answer(database(), GetUser{user})).role; }

  std::vector<AdminChangeView> log(AdminTarget kind, std::int64_t id) {
    return value_of(
             answer(database(), ListAdminChanges{kind, AdminTargetId{id}, {std::nullopt, 100}}))
      .content;
  }

  /// How PostgreSQL would carry out a statement, whatever its parameters are.
  std::string explained(const PgStatement& statement) {
    std::string arguments;
    for (const auto& value : statement.params.values()) {
      arguments += arguments.empty() ? "" : ", ";
      arguments += value ? "'" + *value + "'" : "NULL";
    }
    auto connection = value_of(pg_connect(config, "plans"));
    value_of(connection.execute_script("SET plan_cache_mode = force_generic_plan"));
    value_of(connection.execute_script(std::string{"PREPARE list AS "} + statement.sql));
    const auto explain = "EXPLAIN EXECUTE list(" + arguments + ")";
    const auto rows = value_of(connection.execute(explain.c_str()));
    std::string plan;
    for (const auto row : rows)
      plan.append(row.text(0)).append("\n");
    return plan;
  }
};

TEST_F(RoleChangesTest, ARoleChangesAndTheLogSaysSo) {
  EXPECT_EQ(value_of(change(shopper, Role::STORE_OWNER)).role, Role::STORE_OWNER);
  EXPECT_EQ(role_of(shopper), Role::STORE_OWNER);
  const auto entries = log(AdminTarget::USER, shopper.value);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].admin_id, as_admin.user);
  EXPECT_EQ(entries[0].action, AdminAction::ROLE_CHANGED);
  EXPECT_EQ(entries[0].before.text, R"({"role": "BUYER"})");
  EXPECT_EQ(entries[0].after.text, R"({"role": "STORE_OWNER"})");
}

TEST_F(RoleChangesTest, TheSameRoleAgainIsNoChange) {
  value_of(change(shopper, Role::BUYER));
  EXPECT_TRUE(log(AdminTarget::USER, shopper.value).empty());
}

TEST_F(RoleChangesTest, OnesOwnRoleStays) {
  EXPECT_EQ(code_of(change(as_admin.user, Role::BUYER)), Errc::illegal_state);
  EXPECT_EQ(role_of(as_admin.user), Role::ADMIN);
}

TEST_F(RoleChangesTest, WhoIsNoAdminAnyMoreChangesNothing) {
  run("UPDATE users SET role = 'BUYER' WHERE user_id = 9");
  EXPECT_EQ(code_of(change(shopper, Role::ADMIN)), Errc::not_allowed);
  EXPECT_EQ(role_of(shopper), Role::BUYER);
}

TEST_F(RoleChangesTest, NobodyIsNotFound) {
  EXPECT_EQ(code_of(change(UserId{404}, Role::ADMIN)), Errc::not_found);
}

TEST_F(RoleChangesTest, NeitherRoleNorLogIsThereWhenTheBackendDiesBeforeTheCommit) {
  die_at_commit(database(), "users");
  EXPECT_EQ(code_of(change(shopper, Role::ADMIN)), Errc::unavailable);
  EXPECT_EQ(role_of(shopper), Role::BUYER);
  EXPECT_TRUE(log(AdminTarget::USER, shopper.value).empty());
}

TEST_F(RoleChangesTest, FindsThatALostCommitHappenedAndHasLoggedItOnce) {
  Actors actors;
  const auto writer = actors.spawn<UserWriterImpl>(UserWriterConfig{config});
  StalledCommits stalled{database()};
  auto changed = actors.request(writer, ChangeRole{as_admin, shopper, Role::ADMIN});
  stalled.kill_one("user_writer");
  EXPECT_EQ(value_of(actors.answer_to<UserView>(std::move(changed))).role, Role::ADMIN);
  EXPECT_EQ(log(AdminTarget::USER, shopper.value).size(), 1u);
}

TEST_F(RoleChangesTest, AnOperatorsGrantIsLoggedWithoutAnAdmin) {
  EXPECT_TRUE(value_of(grant_role(database(), "SHOPPER@example.com", "ADMIN")));
  EXPECT_FALSE(value_of(grant_role(database(), "nobody@example.com", "ADMIN")));
  EXPECT_EQ(role_of(shopper), Role::ADMIN);
  const auto entries = log(AdminTarget::USER, shopper.value);
  ASSERT_EQ(entries.size(), 1u);
  EXPECT_EQ(entries[0].admin_id, std::nullopt);
}

TEST_F(RoleChangesTest, ARefusedChangeOfAStoreIsNotLogged) {
  ChangeStore draft{as_admin, store, "Renamed", {}, {}, {}, {}, StoreStatus::DRAFT};
  EXPECT_EQ(code_of(carry_out(session, draft)), Errc::illegal_state);
  EXPECT_TRUE(log(AdminTarget::STORE, store.value).empty());
}

TEST_F(RoleChangesTest, ListsAreReadOffIndexes) {
  run(R"sql(
    INSERT INTO users (user_id, email, password_hash, name, role)
    SELECT n, 'user' || n || '@example.com', 'x', 'User ' || n,
           CASE WHEN n % 100 = 0 THEN 'STORE_OWNER' ELSE 'BUYER' END
      FROM generate_series(1000, 20000) n;
    INSERT INTO admin_changes (action, target_kind, target_id, before, after)
    SELECT 'ROLE_CHANGED', 'USER', n % 1000, '{}', '{}' FROM generate_series(1, 20000) n
  )sql");
  for (const auto* table : {"users", "admin_changes"})
    run(std::string{"VACUUM ANALYZE "} + table);
  const Page page{std::nullopt, 20};
  for (const auto& statement :
       {statement_of(ListUsers{{}, {}, page}), statement_of(ListUsers{{}, Role::ADMIN, page}),
        statement_of(ListUsers{"user1999", {}, page}),
        statement_of(ListUsers{"user1999", Role::ADMIN, page}),
        statement_of(ListAdminChanges{{}, {}, page}),
        statement_of(ListAdminChanges{AdminTarget::USER, AdminTargetId{7}, page})}) {
    const auto plan = explained(statement);
    EXPECT_EQ(plan.find("Seq Scan"), std::string::npos) << plan;
  }
}

} // namespace
} // namespace baro
