#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/catalogue.hpp"

namespace baro {

/// All in one round trip. Errors of each: not_found (also when the product is withdrawn).
Found<std::vector<Result<ProductView>>> answer_all(PgConnection& connection,
                                                   const std::vector<GetProduct>& questions);

/// All in one round trip.
Found<std::vector<Result<LikedProducts>>> answer_all(PgConnection& connection,
                                                     const std::vector<FindLiked>& questions);

/// Errors: not_found (also when the product is withdrawn).
Found<Skus> answer(PgConnection& connection, const ListSkus& question);

} // namespace baro
