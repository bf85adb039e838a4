#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/oauth.hpp"

namespace baro {

/// Inside a transaction: the account of somebody whom a provider vouches for. It is made if there
/// is none.
Found<OauthEntered> enter_by_oauth(PgConnection& connection, const EnterByOauth& command);

/// Finds a row once that transaction was committed.
PgStatement trace_of_entry(const OauthEntered& entered, const OauthPerson& person);

} // namespace baro
