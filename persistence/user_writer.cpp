#include "persistence/user_writer.hpp"

#include "persistence/oauth_entry.hpp"
#include "persistence/pg_transaction.hpp"

namespace baro {

namespace {

constexpr const char* insert_user_sql = R"sql(
  INSERT INTO users (user_id, email, password_hash, name) VALUES ($1, $2, $3, $4)
  ON CONFLICT (email) DO NOTHING
)sql";

constexpr const char* find_user_sql = "SELECT 1 FROM users WHERE user_id = $1";

constexpr const char* change_profile_sql = R"sql(
  UPDATE users
     SET name = coalesce($2, name), phone_number = coalesce($3, phone_number),
         address = coalesce($4, address)
   WHERE user_id = $1
)sql";

constexpr const char* find_changed_profile_sql = R"sql(
  SELECT 1 FROM users
   WHERE user_id = $1 AND name = coalesce($2, name)
     AND phone_number IS NOT DISTINCT FROM coalesce($3, phone_number)
     AND address IS NOT DISTINCT FROM coalesce($4, address)
)sql";

} // namespace

Result<Profile> UserWork::carry_out(const CreateUser& command) {
  auto insert = [&](PgConnection& connection) -> Found<Profile> {
    auto inserted = connection.execute(
      insert_user_sql,
      PgParams{}.add(command.user).add(command.email).add(command.password_hash).add(command.name));
    if (!inserted)
      return QueryError{inserted.error()};
    if (inserted->affected() == 0)
      return QueryError{Errc::email_taken};
    return Profile{command.user, command.name, command.email, {}, {}, Role::BUYER};
  };
  return transact(session_, insert, [&](const Profile&) {
    return PgStatement{find_user_sql, PgParams{}.add(command.user)};
  });
}

Result<Done> UserWork::carry_out(const ChangeProfile& command) {
  const auto params
    = PgParams{}.add(command.user).add(command.name).add(command.phone_number).add(command.address);
  auto update = [&](PgConnection& connection) -> Found<Done> {
    auto updated = connection.execute(change_profile_sql, params);
    if (!updated)
      return QueryError{updated.error()};
    if (updated->affected() == 0)
      return QueryError{Errc::not_found, "user " + std::to_string(command.user.value)};
    return Done{};
  };
  return transact(session_, update, [&](Done) {
    return PgStatement{find_changed_profile_sql, params};
  });
}

Result<OauthEntered> UserWork::carry_out(const EnterByOauth& command) {
  auto enter = [&](PgConnection& connection) { return enter_by_oauth(connection, command); };
  return transact(session_, enter, [&](const OauthEntered& entered) {
    return trace_of_entry(entered, command.person);
  });
}

} // namespace baro
