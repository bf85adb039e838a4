#pragma once

#include "persistence/pg.hpp"

#include <span>
#include <string_view>

namespace baro {

/// One step of the schema: persistence/migrations/0001_init.sql is version 1, named 0001_init.
struct Migration {
  std::int64_t version;
  std::string_view name;
  std::string_view sql;
};

/// The SQL files that were compiled into this binary, by version.
std::span<const Migration> embedded_migrations();

/// Brings the schema up to date and answers how many migrations that took.
/// Each is applied in one transaction with its row in schema_migrations, under an advisory lock, so
/// that any number of processes may do this at once. Refused when the database has a version that
/// is not in `migrations`, or one whose text has changed since.
PgResult<int> migrate(PgConnection& connection,
                      std::span<const Migration> migrations = embedded_migrations());

/// Refused unless the schema is exactly what `migrations` make; the message says what to do.
PgResult<Done> check_schema(PgConnection& connection,
                            std::span<const Migration> migrations = embedded_migrations());

} // namespace baro
