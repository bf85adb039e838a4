#pragma once

#include "protocol/common.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace baro {

/// What is wrong with one cell.
struct RowFieldError {
  std::string field;
  std::string reason;
};
BOOST_DESCRIBE_STRUCT(RowFieldError, (), (field, reason))

/// Why a row was not imported.
struct RowFailure {
  std::int64_t line = 0;
  std::string code; // as in problem documents, like what follows
  std::string detail;
  std::string message;
  std::vector<RowFieldError> field_errors;
};
BOOST_DESCRIBE_STRUCT(RowFailure, (), (line, code, detail, message, field_errors))

/// Why an import ended before its file did.
enum class ImportStop : std::uint8_t {
  TOO_MANY_FAILURES,
  ROW_TOO_LONG,
  BODY_TOO_LARGE,
  BROKEN_OFF,
  TOO_SLOW,
  DEADLINE_PASSED,
  UNAVAILABLE,
};
BOOST_DESCRIBE_ENUM(ImportStop, TOO_MANY_FAILURES, ROW_TOO_LONG, BODY_TOO_LARGE, BROKEN_OFF,
                    TOO_SLOW, DEADLINE_PASSED, UNAVAILABLE)

/// What became of a file's rows.
struct ImportReport {
  std::int64_t rows = 0;
  std::int64_t imported = 0;
  std::int64_t failed = 0;
  std::optional<ImportStop> stopped; // rows behind those counted were not looked at
  std::vector<RowFailure> failures;
};
BOOST_DESCRIBE_STRUCT(ImportReport, (), (rows, imported, failed, stopped, failures))

template <>
inline constexpr bool omits_absent<ImportReport> = true;

} // namespace baro
