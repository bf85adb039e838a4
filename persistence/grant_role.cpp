#include "persistence/grant_role.hpp"

namespace baro {

namespace {

constexpr const char* grant_role_sql = "UPDATE users SET role = $2 WHERE email = lower($1)";

} // namespace

PgResult<bool> grant_role(PgConnection& connection, std::string_view email, std::string_view role) {
  auto updated = connection.execute(grant_role_sql, PgParams{}.add(email).add(role));
  if (!updated)
    return updated.error();
  return updated->affected() == 1;
}

} // namespace baro
