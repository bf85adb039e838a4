#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/identity.hpp"

namespace baro {

Found<Credentials> answer(PgConnection& connection, const FindCredentials& question);
/// Errors: not_found.
Found<Profile> answer(PgConnection& connection, const GetProfile& question);

} // namespace baro
