#pragma once

#include "persistence/pg_error.hpp"

namespace baro {

/// Why a question was not answered.
struct QueryError {
  Error error;
  bool connection_lost = false; // asking again on another connection may help
  bool conflict = false;        // with another transaction: asking for less at a time may help

  explicit QueryError(Errc code, std::string detail = {}) : error{code, std::move(detail)} {}
  explicit QueryError(const PgFailure& failure)
    : error(to_error(failure)),
      connection_lost(failure.connection_lost),
      conflict(is_conflict(failure)) {}
};

/// What a question found.
template <class T>
using Found = Result<T, QueryError>;

} // namespace baro
