#pragma once

#include "persistence/pg.hpp"
#include "protocol/admin.hpp"
#include "protocol/error.hpp"

namespace baro {

/// One transaction, with its entry in the log. Errors, besides those of the command: unavailable,
/// deadline_passed (it is not known whether it happened).
Result<UserView> carry_out(PgSession& session, const ChangeRole& command);

/// An operator gives the user with that address (in any case) a role. False when there is no such
/// user. An error leaves the transaction open: the connection is of no use any more.
PgResult<bool> grant_role(PgConnection& connection, std::string_view email, std::string_view role);

} // namespace baro
