#pragma once

#include "protocol/error.hpp"
#include "protocol/inventory.hpp"

#include <cstddef>
#include <span>
#include <vector>

namespace baro {

/// Why one fact of a batch cannot be committed, or was before.
struct StockRefusal {
  std::size_t index = 0; // in the batch
  Result<StockCommitted> verdict;
};

/// What became of one try to commit a batch.
struct BatchOutcome {
  enum class Kind : std::uint8_t {
    committed, // all facts are in
    refused,   // none is in; `refusals` says which ones stand in the way
    failed,    // none is in; `error` says why, but not which fact is guilty
    offline,   // none is in: the database cannot be reached
    unknown,   // COMMIT was on its way when the connection was lost
  };
  Kind kind = Kind::committed;
  std::vector<StockRefusal> refusals{};
  Error error{};
};

/// Where stock facts are kept.
class StockRepository {
public:
  virtual ~StockRepository() = default;

  /// Tries to commit all facts in one transaction. No two of them carry the same Idempotency-Key.
  virtual BatchOutcome commit(std::span<const CommitStock> batch) = 0;

  /// After `unknown`: waits, for a while, until the database answers whether that batch was committed.
  /// An error means that it could not be asked yet.
  virtual Result<bool> was_committed(std::span<const CommitStock> batch) = 0;
};

/// Commits facts, however many tries it takes: what is refused is set aside, a batch that fails is split
/// until the guilty fact is alone, and an unknown outcome is asked after until it is known.
/// Answers one verdict for each fact, in order. Errors: fenced, unavailable, internal_error,
/// idempotency_key_reused; all of them mean that this fact did not happen.
std::vector<Result<StockCommitted>> commit_stock(StockRepository& repository,
                                                 std::span<const CommitStock> facts,
                                                 struct StockMetrics& metrics);

} // namespace baro
