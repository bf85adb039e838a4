#pragma once

#include "persistence/pg.hpp"
#include "protocol/common.hpp"

#include <unordered_set>

namespace baro {

/// Stores the answers of those keys that are new, and says which ones these are. A key that another
/// transaction is just storing is waited for.
PgStatement claim_keys(const std::vector<const IdempotencyRecord*>& records);

/// Stores the answers of keys that are expected to be new. Fails as a whole if one is not.
PgStatement insert_keys(const std::vector<const IdempotencyRecord*>& records);

/// Forgets up to `keys_max` keys that are older than `keep`, and answers how many.
PgResult<std::int64_t> purge_keys(PgConnection& connection, std::chrono::seconds keep,
                                  std::int64_t keys_max);

/// The keys that claim_keys() found to be new.
class ClaimedKeys {
public:
  explicit ClaimedKeys(const PgRows& rows);

  bool contains(const IdempotencyRecord& record) const;

private:
  std::unordered_set<std::string> keys_;
};

} // namespace baro
