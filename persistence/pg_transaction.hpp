#pragma once

#include "persistence/pg.hpp"

namespace baro {

inline constexpr const char* begin_sql = "BEGIN";
inline constexpr const char* commit_sql = "COMMIT";
inline constexpr const char* rollback_sql = "ROLLBACK";

/// Leaves the session without an open transaction, if need be by dropping the connection: the server
/// rolls back when it notices.
inline void roll_back(PgSession& session, PgConnection& connection) {
  if (!connection.execute(rollback_sql))
    session.drop();
}

} // namespace baro
