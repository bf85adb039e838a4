#include "persistence/oauth_entry.hpp"

#include "persistence/identity_queries.hpp"

namespace baro {

namespace {

// Of two first logins at once, the second one waits here for the first one's commit, and then finds
// its account.
constexpr const char* claim_identity_sql = R"sql(
  INSERT INTO user_identities (provider, subject, user_id) VALUES ($1, $2, $3)
  ON CONFLICT (provider, subject) DO NOTHING
)sql";

constexpr const char* find_account_sql = R"sql(
  SELECT user_id, name, email, phone_number, address, role
    FROM user_identities JOIN users USING (user_id)
   WHERE provider = $1 AND subject = $2
)sql";

constexpr const char* insert_user_sql = R"sql(
  INSERT INTO users (user_id, email, name) VALUES ($1, $2, $3) ON CONFLICT (email) DO NOTHING
)sql";

constexpr const char* find_identity_sql
  = "SELECT 1 FROM user_identities WHERE provider = $1 AND subject = $2 AND user_id = $3";

constexpr const char* nameless = "BARO";

} // namespace

// An account that has this e-mail address is somebody else's until proved otherwise: signing up
// here proves no address, so whoever wants a victim's account would only have to sign up with the
// victim's address beforehand and wait. The two are not linked, and the new account goes without.
// Nor does an address that the provider has not verified take it from whose it is.
Found<OauthEntered> enter_by_oauth(PgConnection& connection, const EnterByOauth& command) {
  const auto& person = command.person;
  const auto identity = PgParams{}.add(person.provider).add(person.subject);
  auto claimed = connection.execute(claim_identity_sql, PgParams{identity}.add(command.user));
  if (!claimed)
    return QueryError{claimed.error()};
  if (claimed->affected() == 0) {
    auto rows = connection.execute(find_account_sql, identity);
    if (!rows)
      return QueryError{rows.error()};
    if (rows->empty())
      return QueryError{Errc::internal_error, "an identity without its user"};
    return OauthEntered{profile_of((*rows)[0]), false};
  }
  Profile profile{command.user, person.name.value_or(nameless), {}, {}, {}, Role::BUYER};
  if (person.email_verified)
    profile.email = person.email;
  auto insert = [&] {
    return connection.execute(insert_user_sql,
                              PgParams{}.add(profile.id).add(profile.email).add(profile.name));
  };
  auto inserted = insert();
  if (inserted && inserted->affected() == 0) {
    profile.email.reset();
    inserted = insert();
  }
  if (!inserted)
    return QueryError{inserted.error()};
  return OauthEntered{std::move(profile), true};
}

PgStatement trace_of_entry(const OauthEntered& entered, const OauthPerson& person) {
  return {find_identity_sql,
          PgParams{}.add(person.provider).add(person.subject).add(entered.profile.id)};
}

} // namespace baro
