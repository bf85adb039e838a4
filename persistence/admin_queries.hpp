#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/admin.hpp"

namespace baro {

Found<Slice<UserView>> answer(PgConnection& connection, const ListUsers& question);
Found<UserView> answer(PgConnection& connection, const GetUser& question);
Found<Slice<AdminChangeView>> answer(PgConnection& connection, const ListAdminChanges& question);

/// What is asked for a list.
PgStatement statement_of(const ListUsers& question);
PgStatement statement_of(const ListAdminChanges& question);

/// Of a row with user_id, email, name, role, and created_at in microseconds.
UserView user_of(PgRow row);

} // namespace baro
