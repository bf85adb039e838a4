#include "app/seed/accounts.hpp"

#include "tests/support/scratch_folder.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <gtest/gtest.h>
#include <sodium.h>

#include <fstream>
#include <set>

namespace baro {
namespace {

namespace fs = std::filesystem;

bool verifies(const std::string& hash, std::string_view password) {
  return crypto_pwhash_str_verify(hash.c_str(), password.data(), password.size()) == 0;
}

class AccountsTest : public testing::Test {
protected:
  ScratchFolder scratch_;
};

TEST_F(AccountsTest, ThereIsOneOfEachRoleWhosePasswordSignUpWouldTake) {
  std::set<Role> roles;
  for (const auto& account : demo_accounts()) {
    roles.insert(account.role);
    EXPECT_GE(account.password.size(), 10u) << account.email;
  }
  EXPECT_EQ(roles, (std::set{Role::BUYER, Role::STORE_OWNER, Role::ADMIN}));
}

TEST_F(AccountsTest, APasswordVerifiesAgainstItsHashOnly) {
  const auto hash = hash_password("baro-baro-baro");
  EXPECT_TRUE(hash.starts_with("$argon2id$v=19$m=19456,t=2,p=1$")) << hash;
  EXPECT_TRUE(verifies(hash, "baro-baro-baro"));
  EXPECT_FALSE(verifies(hash, "baro-baro-bara"));
  EXPECT_NE(hash, hash_password("baro-baro-baro")) << "no salt";
  EXPECT_FALSE(verifies(hash_of_no_password(), ""));
}

TEST_F(AccountsTest, TheFileSaysWhoCanLogInAndOnlyToItsOwner) {
  const auto file = scratch_.path() / "accounts.json";
  write_accounts(file);
  EXPECT_EQ(fs::status(file).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  std::ifstream in{file};
  const auto list
    = boost::json::parse(std::string{std::istreambuf_iterator<char>{in}, {}}).as_array();
  ASSERT_EQ(list.size(), demo_accounts().size());
  EXPECT_EQ(list[0].at("role").as_string(), "ADMIN");
  EXPECT_EQ(list[0].at("email").as_string(), "admin@baro.test");
  EXPECT_EQ(list[0].at("password").as_string(), demo_accounts()[0].password);
}

TEST_F(AccountsTest, AFileThatCannotBeWrittenIsAFailure) {
  EXPECT_THROW(write_accounts(scratch_.path() / "nowhere" / "accounts.json"), std::runtime_error);
}

} // namespace
} // namespace baro
