#include "persistence/pg_error.hpp"

#include <algorithm>
#include <array>

namespace baro {

namespace {

// PostgreSQL manual, appendix A: whole classes, then single codes.
constexpr std::array<std::string_view, 3> passing_classes = {
  "08", // connection exceptions
  "40", // serialization failure, deadlock
  "53", // out of connections, memory or disk
};
constexpr std::array<std::string_view, 10> passing_codes = {
  "25006",          // read_only_sql_transaction: a standby, or a server about to be promoted
  "55P03",          // lock_not_available
  "57014",          // query_canceled: statement_timeout
  "57P01",          // admin_shutdown
  "57P02",          // crash_shutdown
  "57P03",          // cannot_connect_now
  "57P04",          // database_dropped
  "57P05",          // idle_session_timeout
  evicted_sqlstate, // another node can do it
  changed_sqlstate, // it can be decided anew
};

bool passes(std::string_view sqlstate) {
  return std::ranges::count(passing_classes, sqlstate.substr(0, 2)) > 0
         || std::ranges::count(passing_codes, sqlstate) > 0;
}

} // namespace

Error to_error(const PgFailure& failure) {
  const auto code = failure.connection_lost || passes(failure.sqlstate) ? Errc::unavailable
                                                                        : Errc::internal_error;
  return {code,
          failure.sqlstate.empty() ? failure.message : failure.sqlstate + ": " + failure.message};
}

bool is_conflict(const PgFailure& failure) {
  return failure.sqlstate.starts_with("40") || failure.sqlstate == changed_sqlstate;
}

} // namespace baro
