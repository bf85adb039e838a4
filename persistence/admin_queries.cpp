#include "persistence/admin_queries.hpp"

#include "persistence/columns.hpp"

namespace baro {

namespace {

constexpr const char* user_sql = R"sql(
  SELECT user_id, email, name, role, (extract(epoch FROM created_at) * 1000000)::bigint
    FROM users WHERE user_id = $1
)sql";

constexpr const char* users_sql = R"sql(
  SELECT user_id, email, name, role, (extract(epoch FROM created_at) * 1000000)::bigint
    FROM users WHERE user_id < $2
   ORDER BY user_id DESC
   LIMIT $1
)sql";

constexpr const char* users_with_role_sql = R"sql(
  SELECT user_id, email, name, role, (extract(epoch FROM created_at) * 1000000)::bigint
    FROM users WHERE role = $3 AND user_id < $2
   ORDER BY user_id DESC
   LIMIT $1
)sql";

// What begins with a text stands, byte by byte, from that text up to the same text with the last
// code point there is behind it.
constexpr const char* users_by_prefix_sql = R"sql(
  WITH wanted AS (SELECT lower($3) AS first, lower($3) || chr(1114111) AS last), found AS (
    SELECT user_id FROM users, wanted WHERE email ~>=~ first AND email ~<=~ last
    UNION
    SELECT user_id FROM users, wanted WHERE lower(name) ~>=~ first AND lower(name) ~<=~ last
  )
  SELECT user_id, email, name, role, (extract(epoch FROM created_at) * 1000000)::bigint
    FROM found JOIN users USING (user_id)
   WHERE user_id < $2 AND ($4::text IS NULL OR role = $4)
   ORDER BY user_id DESC
   LIMIT $1
)sql";

constexpr const char* changes_sql = R"sql(
  SELECT change_id, (extract(epoch FROM at) * 1000000)::bigint, admin_id, action, target_kind,
         target_id, before, after
    FROM admin_changes WHERE change_id < $2
   ORDER BY change_id DESC
   LIMIT $1
)sql";

constexpr const char* changes_of_target_sql = R"sql(
  SELECT change_id, (extract(epoch FROM at) * 1000000)::bigint, admin_id, action, target_kind,
         target_id, before, after
    FROM admin_changes WHERE target_kind = $3 AND target_id = $4 AND change_id < $2
   ORDER BY change_id DESC
   LIMIT $1
)sql";

/// How many rows, and behind which: the first two parameters of every list here.
PgParams page_params(const Page& page) {
  return PgParams{}.add(std::int64_t{page.size + 1}).add(id_before(page));
}

AdminChangeView change_of(PgRow row) {
  AdminChangeView change{
    row.id<AdminChangeId>(0),     timestamp_of(row, 1),         std::nullopt,
    enum_of<AdminAction>(row, 3), enum_of<AdminTarget>(row, 4), row.id<AdminTargetId>(5),
    {std::string{row.text(6)}},   {std::string{row.text(7)}}};
  if (!row.is_null(2))
    change.admin_id = row.id<UserId>(2);
  return change;
}

template <class Row>
Found<Slice<Row>> list(PgConnection& connection, const PgStatement& statement, const Page& page,
                       Row (*row_of)(PgRow)) {
  auto rows = connection.execute(statement.sql, statement.params);
  if (!rows)
    return QueryError{rows.error()};
  std::vector<Row> content;
  for (const auto row : *rows)
    content.push_back(row_of(row));
  return slice_of(std::move(content), page, [](const Row& last) {
    return Cursor{{last.id.value}, {}};
  });
}

} // namespace

PgStatement statement_of(const ListUsers& question) {
  PgStatement statement{users_sql, page_params(question.page)};
  if (question.search) {
    statement.sql = users_by_prefix_sql;
    statement.params.add(*question.search);
  } else if (question.role) {
    statement.sql = users_with_role_sql;
  }
  if (question.role)
    statement.params.add(name_of(*question.role));
  else if (question.search)
    statement.params.add(std::nullopt);
  return statement;
}

PgStatement statement_of(const ListAdminChanges& question) {
  PgStatement statement{changes_sql, page_params(question.page)};
  if (question.target_kind && question.target_id) {
    statement.sql = changes_of_target_sql;
    statement.params.add(name_of(*question.target_kind)).add(*question.target_id);
  }
  return statement;
}

UserView user_of(PgRow row) {
  return {row.id<UserId>(0), row.optional_text(1), std::string{row.text(2)}, enum_of<Role>(row, 3),
          timestamp_of(row, 4)};
}

Found<Slice<UserView>> answer(PgConnection& connection, const ListUsers& question) {
  return list(connection, statement_of(question), question.page, user_of);
}

Found<UserView> answer(PgConnection& connection, const GetUser& question) {
  auto rows = connection.execute(user_sql, PgParams{}.add(question.user));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return QueryError{Errc::not_found, "user " + std::to_string(question.user.value)};
  return user_of((*rows)[0]);
}

Found<Slice<AdminChangeView>> answer(PgConnection& connection, const ListAdminChanges& question) {
  return list(connection, statement_of(question), question.page, change_of);
}

} // namespace baro
