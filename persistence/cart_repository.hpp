#pragma once

#include "persistence/batch_commit.hpp"
#include "protocol/cart.hpp"

namespace baro {

using CartRefusal = BatchRefusal<CartCommitted>;
using CartOutcome = BatchOutcome<CartCommitted>;

/// Where changes of carts are kept.
using CartRepository = BatchRepository<CommitCart, CartCommitted>;

} // namespace baro
