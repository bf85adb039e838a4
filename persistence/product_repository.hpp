#pragma once

#include "persistence/batch_commit.hpp"
#include "protocol/catalogue.hpp"

namespace baro {

/// A product to be listed. The record is that of the command's key.
struct CommitProduct {
  CreateProduct command;
  std::optional<IdempotencyRecord> idempotency;
};

struct ProductCommitted {
  /// Nothing was listed now, since the key's first request was: this was its answer.
  std::optional<std::string> earlier_answer;
};

using ProductRefusal = BatchRefusal<ProductCommitted>;
using ProductOutcome = BatchOutcome<ProductCommitted>;

/// Where new products are kept.
using ProductRepository = BatchRepository<CommitProduct, ProductCommitted>;

/// Lists products, and answers one verdict for each, in order. Errors, besides those of the
/// command: unavailable, internal_error, idempotency_key_reused, which mean that this product was
/// not listed; deadline_passed (it is not known).
std::vector<Result<Answer<CreatedProduct>>>
create_products(ProductRepository& repository, const std::vector<CreateProduct>& commands);

} // namespace baro
