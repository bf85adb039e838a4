#include "tests/support/pg_test.hpp"
#include "tests/support/scratch_folder.hpp"

#include <gmock/gmock.h>
#include <sys/wait.h>

#include <cstdlib>
#include <fstream>

namespace baro {
namespace {

namespace fs = std::filesystem;

using testing::HasSubstr;
using testing::Not;

struct Ended {
  int code;
  std::string said;  // on stdout
  std::string error; // on stderr
};

/// The program as an operator meets it, on a database of the test's own.
class BaroctlTest : public PgTest {
protected:
  BaroctlTest() { setenv("BARO_DATABASE_URL", config.url.c_str(), 1); }

  Ended baroctl(const std::string& arguments) {
    const auto out = scratch_.path() / "out", error = scratch_.path() / "error";
    const auto command
      = std::string{BAROCTL} + ' ' + arguments + " > " + out.string() + " 2> " + error.string();
    const int status = std::system(command.c_str());
    return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, contents(out), contents(error)};
  }

  static std::string contents(const fs::path& file) {
    std::ifstream in{file};
    return {std::istreambuf_iterator<char>{in}, {}};
  }

  void forget_schema() {
    run("SET client_min_messages = warning; DROP SCHEMA public CASCADE; CREATE SCHEMA public");
  }

  ScratchFolder scratch_;
};

TEST_F(BaroctlTest, MigratesOnce) {
  forget_schema();
  const auto first = baroctl("migrate");
  EXPECT_EQ(first.code, 0) << first.error;
  EXPECT_THAT(first.said, HasSubstr("Applied"));
  const auto second = baroctl("migrate");
  EXPECT_EQ(second.code, 0);
  EXPECT_THAT(second.said, HasSubstr("up to date"));
  EXPECT_EQ(second.error, "");
}

TEST_F(BaroctlTest, SeedsOnceWithPicturesAndAccounts) {
  const auto pictures = scratch_.path() / "pictures", accounts = scratch_.path() / "accounts.json";
  const auto arguments
    = "seed --pictures " + pictures.string() + " --accounts " + accounts.string();
  const auto first = baroctl(arguments);
  EXPECT_EQ(first.code, 0) << first.error;
  EXPECT_TRUE(fs::exists(pictures / "looks" / "1.svg"));
  EXPECT_THAT(contents(accounts), HasSubstr("owner@baro.test"));
  const auto products = number("SELECT count(*) FROM products");
  EXPECT_GT(products, 0);

  const auto second = baroctl(arguments);
  EXPECT_EQ(second.code, 0);
  EXPECT_THAT(second.said, HasSubstr("products already"));
  EXPECT_EQ(number("SELECT count(*) FROM products"), products);
}

TEST_F(BaroctlTest, SeedsNothingWhenThePicturesCannotBeDrawn) {
  std::ofstream{scratch_.path() / "file"} << "in the way";
  const auto ended = baroctl("seed --pictures " + (scratch_.path() / "file").string());
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.error, HasSubstr("file"));
  EXPECT_EQ(number("SELECT count(*) FROM users"), 0);
}

TEST_F(BaroctlTest, SaysThatTheSchemaIsMissing) {
  forget_schema();
  for (const auto* command : {"seed", "audit", "grant --email a@baro.test --role ADMIN"}) {
    const auto ended = baroctl(command);
    EXPECT_EQ(ended.code, 1) << command;
    EXPECT_THAT(ended.error, HasSubstr("baroctl migrate")) << command;
  }
}

TEST_F(BaroctlTest, TheAuditNamesTheSkuAndItsRows) {
  EXPECT_EQ(baroctl("audit").code, 0);
  ASSERT_EQ(baroctl("seed").code, 0);
  run("UPDATE inventory SET on_hand = on_hand + 1 WHERE sku_id = (SELECT min(sku_id) FROM "
      "inventory)");
  const auto ended = baroctl("audit");
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.said, HasSubstr("= on hand"));
  EXPECT_THAT(ended.error,
              HasSubstr("SKU " + std::to_string(number("SELECT min(sku_id) FROM inventory"))
                        + " does not have on hand"));
  EXPECT_THAT(ended.error, HasSubstr("\"on_hand\""));
}

TEST_F(BaroctlTest, GrantsARoleToSomebodyWhoExists) {
  ASSERT_EQ(baroctl("seed").code, 0);
  EXPECT_EQ(baroctl("grant --email Buyer@BARO.test --role ADMIN").code, 0);
  EXPECT_EQ(number("SELECT count(*) FROM users WHERE email = 'buyer@baro.test' AND role = 'ADMIN'"),
            1);
  const auto nobody = baroctl("grant --email nobody@baro.test --role ADMIN");
  EXPECT_EQ(nobody.code, 1);
  EXPECT_THAT(nobody.error, HasSubstr("nobody@baro.test"));
}

TEST_F(BaroctlTest, RefusesABadValueByItsName) {
  const std::pair<const char*, const char*> mistakes[] = {
    {"seed --scale 0", "--scale"},
    {"seed --scale many", "--scale"},
    {"grant --email a@baro.test --role KING", "--role"},
    {"grant --role ADMIN", "--email"},
    {"audit --nonsense", "--nonsense"},
    {"", "subcommand"},
  };
  for (const auto& [arguments, name] : mistakes) {
    const auto ended = baroctl(arguments);
    EXPECT_EQ(ended.code, 2) << arguments;
    EXPECT_THAT(ended.error, HasSubstr(name)) << arguments;
  }
}

TEST_F(BaroctlTest, SaysInOneSentenceThatTheDatabaseIsAwayAndKeepsThePassword) {
  // No server listens on port 1.
  const auto ended = baroctl("audit --database-url postgresql://baro:s3cret@127.0.0.1:1/baro");
  EXPECT_EQ(ended.code, 1);
  EXPECT_THAT(ended.error, HasSubstr("does not answer"));
  EXPECT_THAT(ended.error, Not(HasSubstr("s3cret")));
  EXPECT_EQ(std::count(ended.error.begin(), ended.error.end(), '\n'), 1);
}

TEST_F(BaroctlTest, HelpsWithoutADatabase) {
  unsetenv("BARO_DATABASE_URL");
  const auto help = baroctl("--help");
  EXPECT_EQ(help.code, 0);
  for (const auto* command : {"migrate", "seed", "audit", "grant", "BARO_DATABASE_URL"})
    EXPECT_THAT(help.said, HasSubstr(command));
  EXPECT_EQ(baroctl("audit").code, 2);
}

} // namespace
} // namespace baro
