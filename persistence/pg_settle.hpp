#pragma once

#include "persistence/pg.hpp"
#include "protocol/error.hpp"

namespace baro {

/// Ends what is left of a lost connection on the server, and waits until it is gone: until then a
/// COMMIT that was on its way may still happen. From then on `fresh` sees whether it did.
PgResult<Done> end_backend(PgConnection& fresh, const std::string& application_name,
                           std::chrono::milliseconds wait_max);

/// Asks, once, after a transaction whose connection was lost: `question` sees what it has left
/// behind. Errors: unavailable, internal_error; both mean that it could not be asked, and that a
/// pause was made: asking again at once does not spin.
Result<PgRows> look_after(PgSession& session, const std::string& lost_application_name,
                          const PgStatement& question);

/// Whether the transaction has left its trace, a statement that finds a row only then. Asks for as
/// long as 30 seconds. Errors: deadline_passed (still not known).
Result<bool> find_trace(PgSession& session, const std::string& lost_application_name,
                        const PgStatement& trace);

} // namespace baro
