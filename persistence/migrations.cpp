#include "persistence/migrations.hpp"

#include <sodium.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

namespace baro {

namespace {

// No statement_timeout: building an index over a big table takes as long as it takes.
constexpr const char* begin_sql = R"sql(
  BEGIN;
  SET LOCAL statement_timeout = 0;
  SET LOCAL client_min_messages = warning;
  SELECT pg_advisory_xact_lock(7234018283);
  CREATE TABLE IF NOT EXISTS schema_migrations (
    version    bigint PRIMARY KEY,
    name       text NOT NULL,
    checksum   text NOT NULL,
    applied_at timestamptz NOT NULL DEFAULT now()
  );
)sql";

constexpr const char* applied_sql
  = "SELECT version, name, checksum FROM schema_migrations ORDER BY version";

constexpr const char* record_sql
  = "INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)";

std::string sha256_hex(std::string_view text) {
  std::array<unsigned char, crypto_hash_sha256_BYTES> hash;
  crypto_hash_sha256(hash.data(), reinterpret_cast<const unsigned char*>(text.data()), text.size());
  std::array<char, 2 * crypto_hash_sha256_BYTES + 1> hex;
  return sodium_bin2hex(hex.data(), hex.size(), hash.data(), hash.size());
}

PgFailure refusal(std::string sentence) { return {false, "", std::move(sentence)}; }

/// Why what has been applied does not fit what this binary knows.
std::optional<PgFailure> mismatch(const PgRows& applied, std::span<const Migration> known) {
  for (const auto row : applied) {
    const auto it = std::ranges::find(known, row.number(0), &Migration::version);
    if (it == known.end())
      return refusal("The database has migration " + std::string{row.text(1)}
                     + ", which this binary does not know: it is older than the database.");
    if (row.text(2) != sha256_hex(it->sql))
      return refusal("Migration " + std::string{it->name}
                     + " was changed after it had been applied to this database.");
  }
  return std::nullopt;
}

bool contains(const PgRows& applied, std::int64_t version) {
  for (const auto row : applied)
    if (row.number(0) == version)
      return true;
  return false;
}

/// Inside the transaction: applies the first migration that is missing. False when there is none.
PgResult<bool> apply_next(PgConnection& connection, std::span<const Migration> known) {
  auto applied = connection.execute(applied_sql);
  if (!applied)
    return applied.error();
  if (auto failure = mismatch(*applied, known))
    return *failure;
  const auto next = std::ranges::find_if(
    known, [&](const Migration& migration) { return !contains(*applied, migration.version); });
  if (next == known.end())
    return false;
  if (auto done = connection.execute_script(std::string{next->sql}); !done) {
    auto failure = done.error();
    failure.message = "Migration " + std::string{next->name} + " failed: " + failure.message;
    return failure;
  }
  const auto row = PgParams{}.add(next->version).add(next->name).add(sha256_hex(next->sql));
  if (auto recorded = connection.execute(record_sql, row); !recorded)
    return recorded.error();
  return true;
}

} // namespace

PgResult<int> migrate(PgConnection& connection, std::span<const Migration> migrations) {
  for (int applied = 0;; ++applied) {
    if (auto begun = connection.execute_script(begin_sql); !begun)
      return begun.error();
    auto more = apply_next(connection, migrations);
    if (!more) {
      if (!connection.is_lost())
        (void)connection.execute_script("ROLLBACK");
      return more.error();
    }
    if (auto committed = connection.execute_script("COMMIT"); !committed)
      return committed.error();
    if (!*more)
      return applied;
  }
}

PgResult<Done> check_schema(PgConnection& connection, std::span<const Migration> migrations) {
  constexpr std::string_view undefined_table = "42P01";
  const auto applied = connection.execute(applied_sql);
  if (!applied && applied.error().sqlstate != undefined_table)
    return applied.error();
  if (!applied || applied->size() < migrations.size())
    return refusal("The database's schema is older than this binary: run baroctl migrate.");
  if (auto failure = mismatch(*applied, migrations))
    return *failure;
  return Done{};
}

} // namespace baro
