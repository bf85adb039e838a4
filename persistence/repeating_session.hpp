#pragma once

#include "persistence/pg.hpp"
#include "protocol/error.hpp"

#include <string>

namespace baro {

/// A connection for statements that change nothing more when they are repeated: so a lost
/// connection, or a conflict, is an occasion to try again.
class RepeatingSession {
public:
  RepeatingSession(PgConfig config, std::string role)
    : session_(std::move(config), std::move(role)) {}

  /// Errors: unavailable, internal_error (nothing happened), deadline_passed (it is not known).
  Result<PgRows> execute(const PgStatement& statement);

  PgSession& session() { return session_; }

private:
  PgResult<PgRows> attempt(const PgStatement& statement);

  PgSession session_;
  std::string lost_backend_; // empty: none
};

} // namespace baro
