#include "persistence/drop_changes.hpp"

#include "persistence/admin_log.hpp"
#include "persistence/pg_transaction.hpp"
#include "persistence/product_edits.hpp"

namespace baro {

namespace {

constexpr const char* save_sql = R"sql(
  INSERT INTO drops AS d
    (product_id, starts_at, per_customer, turn_seconds, admissions_per_second, ended)
  VALUES ($1, 'epoch'::timestamptz + $2::bigint * interval '1 microsecond', $3, $4, $5, $6)
  ON CONFLICT (product_id) DO UPDATE
    SET starts_at = excluded.starts_at, per_customer = excluded.per_customer,
        turn_seconds = excluded.turn_seconds,
        admissions_per_second = excluded.admissions_per_second, ended = excluded.ended
    WHERE d.epoch = $7
  RETURNING epoch
)sql";

constexpr const char* find_saved_sql = R"sql(
  SELECT 1 FROM drops
   WHERE product_id = $1 AND starts_at = 'epoch'::timestamptz + $2::bigint * interval '1 microsecond'
     AND (per_customer, turn_seconds, admissions_per_second, ended) = ($3, $4, $5, $6)
)sql";

// As the admins' log shows it.
constexpr const char* describe_sql = R"sql(
  SELECT to_char(starts_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'), per_customer::text,
         turn_seconds::text, admissions_per_second::text, ended::text
    FROM drops WHERE product_id = $1
)sql";

constexpr std::string_view logged_fields[]
  = {"drop.startsAt", "drop.perCustomer", "drop.turnSeconds", "drop.admissionsPerSecond",
     "drop.ended"};

PgParams row_of(const SaveDrop& command) {
  const auto& terms = command.terms;
  return PgParams{}
    .add(command.product)
    .add(terms.starts_at.micros)
    .add(terms.per_customer)
    .add(terms.turn_seconds)
    .add(terms.admissions_per_second)
    .add(terms.ended);
}

std::optional<std::string> text_of(const PgRows& rows, int column) {
  return rows.empty() ? std::nullopt : rows[0].optional_text(column);
}

Found<Done> log(PgConnection& connection, const SaveDrop& command, const PgRows& before,
                const PgRows& after) {
  AdminChange change{command.caller.user,
                     AdminAction::PRODUCT_CHANGED,
                     AdminTarget::PRODUCT,
                     command.product.value,
                     {}};
  int column = 0;
  for (const auto name : logged_fields) {
    change.fields.push_back({name, text_of(before, column), text_of(after, column)});
    ++column;
  }
  const auto statement = log_of(change);
  if (auto logged = connection.execute(statement.sql, statement.params); !logged)
    return QueryError{logged.error()};
  return Done{};
}

/// Within a transaction.
Found<DropSaved> save(PgConnection& connection, const SaveDrop& command) {
  auto locked = lock_product(connection, command.product, command.caller);
  if (!locked)
    return std::move(locked).error();
  if (locked->withdrawn)
    return QueryError{Errc::not_found, "withdrawn: " + std::to_string(command.product.value)};
  const auto product = PgParams{}.add(command.product);
  const std::vector<PgStatement> statements{{describe_sql, product},
                                            {save_sql, row_of(command).add(command.epoch)},
                                            {describe_sql, product}};
  auto answers = connection.execute_all(statements);
  if (!answers)
    return QueryError{answers.error()};
  const auto& saved = (*answers)[1];
  if (saved.empty())
    return QueryError{Errc::fenced, "the drop was activated elsewhere"};
  if (locked->by_admin)
    if (auto logged = log(connection, command, (*answers)[0], (*answers)[2]); !logged)
      return std::move(logged).error();
  auto skus = skus_of(connection, command.product);
  if (!skus)
    return std::move(skus).error();
  return DropSaved{saved[0].number(0), *std::move(skus)};
}

} // namespace

Result<DropSaved> carry_out(PgSession& session, const SaveDrop& command) {
  return transact(
    session, [&](PgConnection& connection) { return save(connection, command); },
    [&](const DropSaved&) {
      return PgStatement{find_saved_sql, row_of(command)};
    });
}

} // namespace baro
