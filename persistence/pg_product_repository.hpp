#pragma once

#include "persistence/pg.hpp"
#include "persistence/product_repository.hpp"

#include <string>

namespace baro {

/// Lists products over one connection, each with the receipt of its first stock: two round trips a
/// batch.
class PgProductRepository : public ProductRepository {
public:
  explicit PgProductRepository(PgSession& session) : session_(session) {}

  ProductOutcome commit(std::span<const CommitProduct> batch) override;
  Result<bool> was_committed(std::span<const CommitProduct> batch) override;

private:
  PgSession& session_;
  /// Whose transaction has an unknown outcome. Empty: nobody's.
  std::string lost_backend_;
};

} // namespace baro
