#pragma once

#include "persistence/pg_settle.hpp"
#include "persistence/query_error.hpp"

namespace baro {

inline constexpr const char* begin_sql = "BEGIN";
inline constexpr const char* commit_sql = "COMMIT";
inline constexpr const char* rollback_sql = "ROLLBACK";

/// Leaves the session without an open transaction, if need be by dropping the connection: the
/// server rolls back when it notices.
inline void roll_back(PgSession& session, PgConnection& connection) {
  if (!connection.execute(rollback_sql))
    session.drop();
}

/// Runs `work` (PgConnection& -> Found<T>) between BEGIN and COMMIT. Its error rolls back.
/// A connection that is lost before COMMIT is tried once more. When one is lost in COMMIT, the
/// statement trace(T) tells: it finds a row only if the transaction was committed. Errors: those of
/// `work`, unavailable (nothing happened), deadline_passed (it is not known).
template <class Work, class Trace>
auto transact(PgSession& session, Work work, Trace trace)
  -> Result<std::decay_t<decltype(*work(std::declval<PgConnection&>()))>> {
  for (bool last_try = false;; last_try = true) {
    auto opened = session.connection();
    if (!opened)
      return to_error(opened.error());
    PgConnection& connection = **opened;
    using Outcome = decltype(work(connection));
    auto begun = connection.execute(begin_sql);
    auto done = begun ? work(connection) : Outcome{QueryError{begun.error()}};
    if (!done && done.error().connection_lost) {
      session.drop();
      if (last_try)
        return std::move(done).error().error;
      continue;
    }
    if (!done) {
      roll_back(session, connection);
      return std::move(done).error().error;
    }
    auto committed = connection.execute(commit_sql);
    if (committed)
      return *std::move(done);
    if (!committed.error().connection_lost) {
      roll_back(session, connection);
      return to_error(committed.error());
    }
    const auto lost = connection.application_name();
    session.drop();
    auto happened = find_trace(session, lost, trace(*done));
    if (!happened)
      return std::move(happened).error();
    if (!*happened)
      return to_error(committed.error());
    return *std::move(done);
  }
}

} // namespace baro
