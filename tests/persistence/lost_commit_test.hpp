#pragma once

#include "tests/support/pg_test.hpp"

#include <chrono>
#include <thread>

namespace baro {

/// From now on, whoever has inserted into `table` or changed it dies in COMMIT, before it happens.
inline void die_at_commit(PgConnection& database, const std::string& table) {
  value_of(database.execute_script(
    R"sql(
    CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      PERFORM pg_terminate_backend(pg_backend_pid());
      RETURN NULL;
    END $$;
    CREATE CONSTRAINT TRIGGER die AFTER INSERT OR UPDATE ON )sql"
    + table + " DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()"));
}

/// While it lives, every COMMIT on the server happens, and then waits for a standby that does not
/// exist.
class StalledCommits {
public:
  explicit StalledCommits(PgConnection& database) : database_(database) { wait_for("nobody"); }
  ~StalledCommits() { wait_for(""); }

  /// Ends the backend of that role once it waits: its client never hears that the commit happened.
  void kill_one(const std::string& role) {
    const auto kill = PgParams{}.add("baro/%/" + role + "/%");
    until([&] {
      return !value_of(
                database_.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                                  " WHERE application_name LIKE $1 AND wait_event = 'SyncRep'",
                                  kill))
                .empty();
    });
  }

private:
  /// Sets the standbys that are waited for, and waits until every new connection does.
  void wait_for(const std::string& standbys) {
    value_of(
      database_.execute_script("ALTER SYSTEM SET synchronous_standby_names = '" + standbys + "'"));
    value_of(database_.execute_script("SELECT pg_reload_conf()"));
    until([&] {
      const auto url = server_url("BARO_TEST_DATABASE_URL");
      auto fresh = value_of(pg_connect({.url = url}, "test_fresh"));
      return value_of(fresh.execute("SHOW synchronous_standby_names"))[0].text(0) == standbys;
    });
  }

  template <class Condition>
  static void until(Condition condition) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds{20};
    while (!condition()) {
      if (std::chrono::steady_clock::now() >= deadline)
        throw std::runtime_error{"the server did not get there in 20 seconds"};
      std::this_thread::yield();
    }
  }

  PgConnection& database_;
};

} // namespace baro
