#include "persistence/identity_queries.hpp"

#include "persistence/columns.hpp"

namespace baro {

namespace {

constexpr const char* credentials_sql = R"sql(
  SELECT user_id, name, email, phone_number, address, role, password_hash FROM users
   WHERE email = $1 AND password_hash IS NOT NULL
)sql";

constexpr const char* profile_sql = R"sql(
  SELECT user_id, name, email, phone_number, address, role FROM users WHERE user_id = $1
)sql";

} // namespace

Profile profile_of(PgRow row) {
  return {row.id<UserId>(0),    std::string{row.text(1)}, row.optional_text(2),
          row.optional_text(3), row.optional_text(4),     enum_of<Role>(row, 5)};
}

Found<Credentials> answer(PgConnection& connection, const FindCredentials& question) {
  auto rows = connection.execute(credentials_sql, PgParams{}.add(question.email));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return QueryError{Errc::not_found};
  const auto row = (*rows)[0];
  return Credentials{profile_of(row), std::string{row.text(6)}};
}

Found<Profile> answer(PgConnection& connection, const GetProfile& question) {
  auto rows = connection.execute(profile_sql, PgParams{}.add(question.user));
  if (!rows)
    return QueryError{rows.error()};
  if (rows->empty())
    return QueryError{Errc::not_found, "user " + std::to_string(question.user.value)};
  return profile_of((*rows)[0]);
}

} // namespace baro
