#pragma once

#include "persistence/pg.hpp"
#include "protocol/error.hpp"
#include "protocol/look.hpp"

namespace baro {

/// One transaction each. Errors, besides those of the command: unavailable, deadline_passed (it is
/// not known whether it happened), idempotency_key_reused.
Result<Answer<CreatedLook>> carry_out(PgSession& session, const CreateLook& command);
Result<Done> carry_out(PgSession& session, const ChangeLook& command);
/// Its swipes stay, and nobody sees them any more.
Result<Done> carry_out(PgSession& session, const DeleteLook& command);

} // namespace baro
