#pragma once

#include "persistence/pg.hpp"
#include "persistence/query_error.hpp"
#include "protocol/catalogue.hpp"

namespace baro {

/// The columns of the view `offers`, from `column` on: sku_id, product_id, store_id, owner_id,
/// product_name, store_name, thumbnail_url, size, color, price_krw, on_sale.
Offer offer_of(PgRow row, int column);

/// All in one round trip.
Found<std::vector<Result<Offers>>> answer_all(PgConnection& connection,
                                              const std::vector<FindOffers>& questions);

Found<OnlySkus> answer(PgConnection& connection, const FindOnlySkus& question);

} // namespace baro
