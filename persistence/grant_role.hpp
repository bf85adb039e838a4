#pragma once

#include "persistence/pg.hpp"

#include <string_view>

namespace baro {

/// Gives the user with that address (in any case) a role. False when there is no such user.
PgResult<bool> grant_role(PgConnection& connection, std::string_view email, std::string_view role);

} // namespace baro
