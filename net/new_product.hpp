#pragma once

#include "net/route.hpp"
#include "protocol/catalogue.hpp"

namespace baro {

/// What a new product looks like, whichever way it comes.
extern const Schema& new_product;

/// The command that lists a product, with fresh ids. The input has passed its schema.
CreateProduct to_create_product(Call& call, const Input& input, std::optional<Idempotency> key);

} // namespace baro
