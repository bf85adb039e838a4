#pragma once

#include "persistence/pg.hpp"

namespace baro {

/// Ends what is left of a lost connection on the server, and waits until it is gone: until then a COMMIT
/// that was on its way may still happen. From then on `fresh` sees whether it did.
PgResult<Done> end_backend(PgConnection& fresh, const std::string& application_name,
                           std::chrono::milliseconds wait_max);

} // namespace baro
