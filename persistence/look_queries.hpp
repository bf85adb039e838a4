#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/look.hpp"

namespace baro {

/// All in one round trip. Errors of each: not_found.
Found<std::vector<Result<LookView>>> answer_all(PgConnection& connection,
                                                const std::vector<GetLook>& questions);

} // namespace baro
