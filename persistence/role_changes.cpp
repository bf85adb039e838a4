#include "persistence/role_changes.hpp"

#include "persistence/admin_log.hpp"
#include "persistence/admin_queries.hpp"
#include "persistence/pg_transaction.hpp"

#include <array>

namespace baro {

namespace {

// Both rows, in the order of their ids. Of two admins who take each other's role away at once, one
// is the first, and the other no admin any more.
constexpr const char* lock_users_sql = R"sql(
  SELECT user_id, email, name, role, (extract(epoch FROM created_at) * 1000000)::bigint
    FROM users WHERE user_id IN ($1, $2)
   ORDER BY user_id
     FOR NO KEY UPDATE
)sql";

constexpr const char* update_role_sql = "UPDATE users SET role = $2 WHERE user_id = $1";

constexpr const char* find_role_sql = "SELECT 1 FROM users WHERE user_id = $1 AND role = $2";

constexpr const char* lock_user_by_email_sql = R"sql(
  SELECT user_id, email, name, role, (extract(epoch FROM created_at) * 1000000)::bigint
    FROM users WHERE email = lower($1)
     FOR NO KEY UPDATE
)sql";

PgParams params_of(UserId user, std::string_view role) { return PgParams{}.add(user).add(role); }

/// The change, and what the log says of it.
std::array<PgStatement, 2> statements_of(const UserView& before, std::string_view role,
                                         std::optional<UserId> admin) {
  return {PgStatement{update_role_sql, params_of(before.id, role)},
          log_of({admin,
                  AdminAction::ROLE_CHANGED,
                  AdminTarget::USER,
                  before.id.value,
                  {{"role", std::string{name_of(before.role)}, std::string{role}}}})};
}

/// Within a transaction.
Found<UserView> change(PgConnection& connection, const ChangeRole& command) {
  auto rows
    = connection.execute(lock_users_sql, PgParams{}.add(command.user).add(command.caller.user));
  if (!rows)
    return QueryError{rows.error()};
  std::optional<UserView> user;
  bool by_admin = false;
  for (const auto row : *rows) {
    const auto one = user_of(row);
    if (one.id == command.user)
      user = one;
    else
      by_admin = one.role == Role::ADMIN;
  }
  if (!by_admin)
    return QueryError{Errc::not_allowed};
  if (!user)
    return QueryError{Errc::not_found, "user " + std::to_string(command.user.value)};
  if (user->role == command.role)
    return *std::move(user);
  auto changed
    = connection.execute_all(statements_of(*user, name_of(command.role), command.caller.user));
  if (!changed)
    return QueryError{changed.error()};
  user->role = command.role;
  return *std::move(user);
}

} // namespace

Result<UserView> carry_out(PgSession& session, const ChangeRole& command) {
  if (command.user == command.caller.user)
    return Error{Errc::illegal_state, "one's own role"};
  return transact(
    session, [&](PgConnection& connection) { return change(connection, command); },
    [](const UserView& user) {
      return PgStatement{find_role_sql, params_of(user.id, name_of(user.role))};
    });
}

PgResult<bool> grant_role(PgConnection& connection, std::string_view email, std::string_view role) {
  if (auto begun = connection.execute(begin_sql); !begun)
    return std::move(begun).error();
  auto rows = connection.execute(lock_user_by_email_sql, PgParams{}.add(email));
  if (!rows)
    return std::move(rows).error();
  const bool found = !rows->empty();
  if (found && (*rows)[0].text(3) != role)
    if (auto changed = connection.execute_all(statements_of(user_of((*rows)[0]), role, {}));
        !changed)
      return std::move(changed).error();
  if (auto committed = connection.execute(commit_sql); !committed)
    return std::move(committed).error();
  return found;
}

} // namespace baro
