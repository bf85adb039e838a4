#include "persistence/repeating_session.hpp"

#include "persistence/pg_error.hpp"
#include "persistence/pg_settle.hpp"

#include <chrono>

namespace baro {

namespace {

// A conflict with another writer, or a lost connection.
constexpr int tries_max = 3;

// How long the end of a lost connection's backend is waited for.
constexpr std::chrono::seconds backend_wait_max{3};

} // namespace

Result<PgRows> RepeatingSession::execute(const PgStatement& statement) {
  for (int tries = 1;; ++tries) {
    auto rows = attempt(statement);
    if (rows)
      return *std::move(rows);
    auto error = to_error(rows.error());
    if (error.code == Errc::unavailable && tries < tries_max)
      continue;
    // What was sent before the connection was lost may have been done.
    if (!lost_backend_.empty())
      error.code = Errc::deadline_passed;
    return error;
  }
}

// A lost connection's backend may still be at it. It is ended before anything else is done, or else
// what it does could come after what was said later.
PgResult<PgRows> RepeatingSession::attempt(const PgStatement& statement) {
  auto opened = session_.connection();
  if (!opened)
    return opened.error();
  PgConnection& connection = **opened;
  if (!lost_backend_.empty()) {
    if (auto ended = end_backend(connection, lost_backend_, backend_wait_max); !ended) {
      session_.drop();
      return ended.error();
    }
    lost_backend_.clear();
  }
  auto rows = connection.execute(statement.sql, statement.params);
  if (!rows && rows.error().connection_lost) {
    lost_backend_ = connection.application_name();
    session_.drop();
  }
  return rows;
}

} // namespace baro
