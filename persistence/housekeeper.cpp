#include "persistence/housekeeper.hpp"

#include "monitoring/log.hpp"
#include "persistence/idempotency.hpp"
#include "persistence/pg_ask.hpp"

namespace baro {

namespace {

constexpr const char* purge_outbox_sql = R"sql(
  DELETE FROM outbox WHERE batch_no IN (
    SELECT batch_no FROM outbox
     WHERE at < now() - $1 * interval '1 second' AND streamed AND dealt_out
     LIMIT $2 FOR UPDATE SKIP LOCKED)
)sql";

// Of those that are not delivered yet, what nobody waits for any more.
constexpr const char* purge_deliveries_sql = R"sql(
  DELETE FROM webhook_deliveries WHERE delivery_id IN (
    SELECT delivery_id FROM webhook_deliveries d
     WHERE created_at < now() - $1 * interval '1 second'
       AND (delivered_at IS NOT NULL
            OR NOT EXISTS (SELECT FROM webhooks w WHERE w.webhook_id = d.webhook_id))
     LIMIT $2 FOR UPDATE SKIP LOCKED)
)sql";

} // namespace

HousekeeperActor::behavior_type HousekeeperState::make_behavior() {
  self_->send(self_, sweep_atom_v);
  return {
    [this](sweep_atom) {
      self_->delayed_send(self_, sweep() ? std::chrono::seconds{0} : config_.pause, sweep_atom_v);
    },
  };
}

bool HousekeeperState::sweep() {
  auto purged = ask_twice(session_, [this](PgConnection& connection) -> Found<bool> {
    const auto keys = purge_keys(connection, config_.idempotency_keep, config_.batch_rows_max);
    if (!keys)
      return QueryError{keys.error()};
    bool more = *keys == config_.batch_rows_max;
    for (const auto* sql : {purge_outbox_sql, purge_deliveries_sql}) {
      const auto rows = connection.execute(
        sql, PgParams{}.add(config_.events_keep.count()).add(config_.batch_rows_max));
      if (!rows)
        return QueryError{rows.error()};
      more = more || rows->affected() == config_.batch_rows_max;
    }
    return more;
  });
  if (!purged)
    log_warning("housekeeping_failed", {{"reason", purged.error().detail}});
  return purged && *purged;
}

} // namespace baro
