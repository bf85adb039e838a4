#include "persistence/idempotency.hpp"

namespace baro {

namespace {

// In the order of the keys, so that two transactions never wait for each other.
constexpr const char* claim_sql = R"sql(
  INSERT INTO idempotency_keys (user_id, key, fingerprint, answer)
  SELECT user_id, key, fingerprint, answer
    FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[])
      AS record (user_id, key, fingerprint, answer)
   ORDER BY user_id, key
  ON CONFLICT DO NOTHING
  RETURNING user_id, key
)sql";

constexpr const char* insert_sql = R"sql(
  INSERT INTO idempotency_keys (user_id, key, fingerprint, answer)
  SELECT user_id, key, fingerprint, answer
    FROM unnest($1::bigint[], $2::text[], $3::bytea[], $4::bytea[])
      AS record (user_id, key, fingerprint, answer)
   ORDER BY user_id, key
)sql";

// Keys that another node is just purging are left to it.
constexpr const char* purge_sql = R"sql(
  DELETE FROM idempotency_keys
   WHERE ctid = ANY (ARRAY (
     SELECT ctid FROM idempotency_keys
      WHERE created_at < now() - $1::bigint * interval '1 second'
      LIMIT $2
        FOR UPDATE SKIP LOCKED))
)sql";

std::string name_of(std::string_view user, std::string_view key) {
  return std::string{user} + ' ' + std::string{key};
}

} // namespace

namespace {

PgParams params_of(const std::vector<const IdempotencyRecord*>& records) {
  PgParams params;
  params.add_array(records, [](auto* record) { return record->user; })
    .add_array(records, [](auto* record) { return std::string_view{record->idempotency.key}; })
    .add_array(records, [](auto* record) { return to_bytea(record->idempotency.fingerprint); })
    .add_array(records, [](auto* record) { return to_bytea(record->answer); });
  return params;
}

} // namespace

PgStatement claim_keys(const std::vector<const IdempotencyRecord*>& records) {
  return {claim_sql, params_of(records)};
}

PgStatement insert_keys(const std::vector<const IdempotencyRecord*>& records) {
  return {insert_sql, params_of(records)};
}

PgResult<std::int64_t> purge_keys(PgConnection& connection, std::chrono::seconds keep,
                                  std::int64_t keys_max) {
  auto purged = connection.execute(purge_sql, PgParams{}.add(keep.count()).add(keys_max));
  if (!purged)
    return purged.error();
  return purged->affected();
}

ClaimedKeys::ClaimedKeys(const PgRows& rows) {
  for (const auto row : rows)
    keys_.insert(name_of(row.text(0), row.text(1)));
}

bool ClaimedKeys::contains(const IdempotencyRecord& record) const {
  return keys_.contains(name_of(std::to_string(record.user.value), record.idempotency.key));
}

} // namespace baro
