#pragma once

#include "persistence/cart_repository.hpp"
#include "persistence/pg.hpp"

#include <string>

namespace baro {

/// Commits changes of carts over one connection: two round trips a batch.
class PgCartRepository : public CartRepository {
public:
  explicit PgCartRepository(PgSession& session) : session_(session) {}

  CartOutcome commit(std::span<const CommitCart> batch) override;
  Result<bool> was_committed(std::span<const CommitCart> batch) override;

private:
  PgSession& session_;
  /// Whose transaction has an unknown outcome. Empty: nobody's.
  std::string lost_backend_;
};

} // namespace baro
