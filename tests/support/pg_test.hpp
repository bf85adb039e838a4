#pragma once

#include "persistence/migrations.hpp"
#include "persistence/pg.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdlib>
#include <optional>
#include <stdexcept>
#include <string>

namespace baro {

/// The address of a server that scripts/with_servers.sh has started.
inline std::string server_url(const char* variable) {
  const char* url = std::getenv(variable);
  if (!url)
    throw std::runtime_error{std::string{variable}
                             + " is not set: run this by scripts/with_servers.sh"};
  return url;
}

/// What an answer holds; a failure ends the test with what the server said.
template <class T>
T value_of(PgResult<T> result) {
  if (!result)
    throw std::runtime_error{result.error().sqlstate + " " + result.error().message};
  return *std::move(result);
}

/// A test with a migrated database of its own.
class PgTest : public testing::Test {
protected:
  PgTest() {
    static const std::string made_once = make_template();
    name_ = "baro_test_" + std::to_string(getpid()) + "_" + std::to_string(++databases_made());
    admin().execute("CREATE DATABASE " + name_ + " TEMPLATE " + made_once);
    config.url = url_of(name_);
    database_.emplace(value_of(pg_connect(config, "test")));
  }

  ~PgTest() override {
    database_.reset();
    admin().execute("DROP DATABASE " + name_ + " WITH (FORCE)");
  }

  /// A connection to look at the database with, or to stand in somebody's way.
  PgConnection& database() { return *database_; }

  void run(const std::string& sql) { value_of(database().execute_script(sql)); }

  std::int64_t number(const std::string& sql) {
    // Kept for as long as the connection: the address of a statement is its name there.
    auto& statement = statements_.emplace_back(std::make_unique<std::string>(sql));
    return value_of(database().execute(statement->c_str()))[0].number(0);
  }

  PgConfig config;

private:
  class Admin {
  public:
    void execute(const std::string& sql) { value_of(connection_.execute_script(sql)); }

  private:
    // A busy disk may take its time over a whole database.
    PgConnection connection_ = value_of(pg_connect(
      {.url = server_url("BARO_TEST_DATABASE_URL"), .statement_wait_max = std::chrono::minutes{2}},
      "test_admin"));
  };

  static Admin& admin() {
    static Admin admin;
    return admin;
  }

  static std::string url_of(const std::string& database) {
    const auto url = server_url("BARO_TEST_DATABASE_URL");
    return url.substr(0, url.rfind('/') + 1) + database;
  }

  /// Copying a database is faster than migrating one.
  static std::string make_template() {
    const auto name = "baro_test_" + std::to_string(getpid());
    admin().execute("CREATE DATABASE " + name);
    auto connection = value_of(pg_connect({.url = url_of(name)}, "test_template"));
    value_of(migrate(connection));
    return name;
  }

  static int& databases_made() {
    static int count = 0;
    return count;
  }

  std::string name_;
  std::optional<PgConnection> database_;
  std::vector<std::unique_ptr<std::string>> statements_;
};

} // namespace baro
