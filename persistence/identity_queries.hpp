#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/identity.hpp"

namespace baro {

/// Of a row that begins with user_id, name, email, phone_number, address, role.
Profile profile_of(PgRow row);

Found<Credentials> answer(PgConnection& connection, const FindCredentials& question);
/// Errors: not_found.
Found<Profile> answer(PgConnection& connection, const GetProfile& question);

} // namespace baro
