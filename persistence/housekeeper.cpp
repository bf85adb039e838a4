#include "persistence/housekeeper.hpp"

#include "monitoring/log.hpp"
#include "persistence/idempotency.hpp"
#include "persistence/pg_ask.hpp"

namespace baro {

HousekeeperActor::behavior_type HousekeeperState::make_behavior() {
  self_->send(self_, sweep_atom_v);
  return {
    [this](sweep_atom) {
      const bool more = sweep() == config_.batch_keys_max;
      self_->delayed_send(self_, more ? std::chrono::seconds{0} : config_.pause, sweep_atom_v);
    },
  };
}

std::int64_t HousekeeperState::sweep() {
  auto purged = ask_twice(session_, [this](PgConnection& connection) -> Found<std::int64_t> {
    auto keys = purge_keys(connection, config_.idempotency_keep, config_.batch_keys_max);
    if (!keys)
      return QueryError{keys.error()};
    return *keys;
  });
  if (!purged) {
    log_warning("housekeeping_failed", {{"reason", purged.error().detail}});
    return 0;
  }
  log_debug("idempotency_keys_purged", {{"keys", *purged}});
  return *purged;
}

} // namespace baro
